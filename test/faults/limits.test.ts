import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DROPPED_REASON, INSTRUMENT, UNPRICED_REASON } from '../../instrumentation/src/names.ts';
import { buildInstrumentation, runApp } from '../replay/child.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../replay/otlp-receiver.ts';

const PUBLISHED_CALLS = new URL('apps/published-calls.mjs', import.meta.url);
const CHAT_NANO_USD = 100 * 150 + 10 * 600;
/** What ten thousand calls that are open or wait may take. */
const MAX_ADDED_MB = 120;

let receiver: OtlpReceiver;

beforeAll(() => buildInstrumentation());

beforeEach(async () => {
  receiver = await startOtlpReceiver();
});

afterEach(async () => {
  await receiver.close();
});

async function publish(
  what: string,
  count: number,
  environment: Record<string, string> = {},
): Promise<number> {
  const { code, stdout, stderr } = await runApp(PUBLISHED_CALLS, {
    nodeOptions: ['--expose-gc'],
    arguments: [what, String(count)],
    environment: {
      PROVIDER_URL: 'https://api.openai.com',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      ...environment,
    },
  });
  expect({ code, stderr: stderr.replaceAll(/^outlay: .*\n/gm, '') }).toEqual({ code: 0, stderr: '' });
  return (JSON.parse(stdout) as { addedMb: number }).addedMb;
}

function total(instrument: string, attributes: Readonly<Record<string, string>> = {}): number {
  return receiver
    .points()
    .filter(({ metric }) => metric === instrument)
    .filter((point) => Object.entries(attributes).every(([key, value]) => point.attributes[key] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

describe('what the instrumentation holds', () => {
  it('is at most ten thousand calls that wait for their prices; further ones are counted', async () => {
    const addedMb = await publish('finished-at-once', 10_500);
    const lost = total(INSTRUMENT.instrumentationDropped, { reason: DROPPED_REASON.pricingBacklog });
    // Calls are read 32 at a time: the last few may come when the prices are there.
    expect(lost).toBeGreaterThan(500 - 32);
    expect(lost).toBeLessThanOrEqual(500);
    expect(Math.round(total(INSTRUMENT.costUsd) * 1e9)).toBe((10_500 - lost) * CHAT_NANO_USD);
    expect(total(INSTRUMENT.requestDuration)).toBe(10_500);
    expect(addedMb).toBeLessThan(MAX_ADDED_MB);
  });

  it('is at most ten thousand open calls; the oldest are closed and counted', async () => {
    const addedMb = await publish('left-open', 10_500);
    expect(total(INSTRUMENT.instrumentationDropped, { reason: DROPPED_REASON.tooManyOpenCalls })).toBe(500);
    expect(Math.round(total(INSTRUMENT.costUsd) * 1e9)).toBe(CHAT_NANO_USD);
    expect(total(INSTRUMENT.requestDuration)).toBe(501);
    expect(addedMb).toBeLessThan(MAX_ADDED_MB);
  });

  it('is as many attribute sets as allowed; the sums of what is folded stay right', async () => {
    await publish('many-models', 500, { OUTLAY_CARDINALITY_LIMIT: '50' });
    const series = receiver.points().filter(({ metric }) => metric === INSTRUMENT.usage);
    expect(series.length).toBeLessThanOrEqual(52);
    expect(total(INSTRUMENT.usage)).toBe(500 * 110);
    expect(total(INSTRUMENT.unpriced, { reason: UNPRICED_REASON.unknownModel })).toBeGreaterThan(0);
    expect(total(INSTRUMENT.unpriced)).toBe(500);
    expect(total(INSTRUMENT.requestDuration)).toBe(500);
  });
});
