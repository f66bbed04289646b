import { afterEach, describe, expect, it } from 'vitest';
import { ExposingCollector, HOLD_MS, IDLE_MS } from './exposing-collector.ts';

const COST = 'outlay_cost_usd_total{';

describe('the exposition of a service with several instances', () => {
  let collector: ExposingCollector;
  afterEach(() => collector.stop());

  it('is one series for all of them, that never goes back when one dies', async () => {
    collector = await new ExposingCollector().start();
    await collector.report({ usd: 1.5, instance: 'a' }, { usd: 2, instance: 'b' });
    expect(await collector.lines(COST)).toEqual(['outlay_cost_usd_total{job="shop"} 0']);
    collector.pass(HOLD_MS);
    expect(await collector.lines(COST)).toEqual(['outlay_cost_usd_total{job="shop"} 3.5']);
    await collector.report({ usd: 0.25, instance: 'c' });
    expect(await collector.lines(COST)).toEqual(['outlay_cost_usd_total{job="shop"} 3.75']);
  });

  it('tells instances apart where that is asked for', async () => {
    collector = await new ExposingCollector({ instanceLabels: true }).start();
    await collector.report({ usd: 1.5, instance: 'a' }, { usd: 2, instance: 'b' });
    collector.pass(HOLD_MS);
    expect(await collector.lines(COST)).toEqual([
      'outlay_cost_usd_total{instance="a",job="shop"} 1.5',
      'outlay_cost_usd_total{instance="b",job="shop"} 2',
    ]);
    expect(await collector.lines('target_info')).toEqual([
      'target_info{instance="a",job="shop"} 1',
      'target_info{instance="b",job="shop"} 1',
    ]);
  });

  it('leaves when nobody reports it any more, stays while somebody repeats it, and goes on when it comes back', async () => {
    collector = await new ExposingCollector().start();
    const left = { provider: 'openai' };
    const repeated = { provider: 'anthropic' };
    await collector.report({ usd: 1, attributes: left }, { usd: 4, attributes: repeated });
    collector.pass(IDLE_MS);
    await collector.report({ usd: 4, attributes: repeated });
    collector.pass(1);
    expect(await collector.lines(COST)).toEqual(['outlay_cost_usd_total{provider="anthropic",job="shop"} 4']);
    await collector.report({ usd: 1.5, attributes: left });
    const openai = async () => (await collector.lines(COST)).filter((line) => line.includes('openai'));
    expect(await openai()).toEqual(['outlay_cost_usd_total{provider="openai",job="shop"} 1']);
    collector.pass(HOLD_MS);
    expect(await openai()).toEqual(['outlay_cost_usd_total{provider="openai",job="shop"} 1.5']);
  });
});
