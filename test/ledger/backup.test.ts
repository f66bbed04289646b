import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningProgram } from '../monitoring/child-program.ts';
import { type CollectorAddress, collectorAddress, startCollector } from '../monitoring/collector.ts';
import { waitUntil } from '../monitoring/wait-until.ts';

const OUTLAY = fileURLToPath(new URL('../../collector/bin/outlay.mjs', import.meta.url));
const STEP_USD = 0.001_234_567;
const STEP_NANO_USD = 1_234_567;
const STREAMS = 5;

/** One service whose streams count in turn: what each of them has counted tells which exports a ledger has seen. */
class Service {
  readonly #startUnixNano = String(BigInt(Date.now()) * 1_000_000n);
  readonly counted: number[] = new Array<number>(STREAMS).fill(0);
  acknowledged = 0;
  sent = 0;

  /** Counts one step in the next stream, and exports it. */
  async step(otlpPort: number): Promise<void> {
    const stream = this.sent % STREAMS;
    this.counted[stream] = (this.counted[stream] ?? 0) + 1;
    this.sent += 1;
    if (await this.#export(otlpPort, [stream])) this.acknowledged = this.sent;
  }

  async exportAll(otlpPort: number): Promise<void> {
    expect(await this.#export(otlpPort, [...this.counted.keys()])).toBe(true);
  }

  async #export(otlpPort: number, streams: readonly number[]): Promise<boolean> {
    const dataPoints = streams.map((stream) => ({
      attributes: [{ key: 'provider', value: { stringValue: `provider-${stream}` } }],
      startTimeUnixNano: this.#startUnixNano,
      timeUnixNano: String(BigInt(Date.now()) * 1_000_000n),
      asDouble: (this.counted[stream] ?? 0) * STEP_USD,
    }));
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
    const sum = { dataPoints, isMonotonic: true, aggregationTemporality: 2 };
    const scopeMetrics = [{ scope: { name: 'test' }, metrics: [{ name: 'outlay.cost.usd', sum }] }];
    const response = await fetch(`http://127.0.0.1:${otlpPort}/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics }] }),
    });
    await response.arrayBuffer();
    return response.ok;
  }
}

async function countedByProvider(port: number): Promise<Record<string, number>> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/usage?groupBy=provider`);
  const body = (await response.json()) as { rows: { provider: string; costNanoUsd: string }[] };
  return Object.fromEntries(
    body.rows.map(({ provider, costNanoUsd }) => [provider, Number(costNanoUsd) / STEP_NANO_USD]),
  );
}

describe('a backup of a ledger that is written', () => {
  let folder: string;
  let address: CollectorAddress;
  let collector: RunningProgram;
  const outlay = (...args: readonly string[]) => promisify(execFile)(process.execPath, [OUTLAY, ...args]);
  const start = (name: string) =>
    startCollector({ address, budgetsFile: join(folder, 'budgets.yaml'), folder: join(folder, name) });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'outlay-backup-'));
    writeFileSync(join(folder, 'budgets.yaml'), 'budgets: []\n');
    address = await collectorAddress();
    collector = await start('first');
  });
  afterEach(async () => {
    await collector.stop();
    rmSync(folder, { recursive: true });
  });

  it('has all that was acknowledged before it, in order; restored, the service goes on without loss', async () => {
    const service = new Service();
    let isOver = false;
    const traffic = (async () => {
      while (!isOver) await service.step(address.otlpPort);
    })();
    await waitUntil(() => service.sent >= 50, { what: 'traffic' });

    const data = join(folder, 'first', 'ledger');
    const file = join(folder, 'backup.db');
    const acknowledgedBefore = service.acknowledged;
    await outlay('backup', file, '--data', data);
    const sentAfter = service.sent;
    await expect(outlay('backup', file, '--data', data)).rejects.toMatchObject({
      stderr: expect.stringContaining('is there already'),
    });
    await expect(outlay('restore', file, '--data', data)).rejects.toMatchObject({
      stderr: expect.stringContaining('another collector is using'),
    });
    await waitUntil(() => service.sent >= sentAfter + 50, { what: 'traffic after the backup' });
    isOver = true;
    await traffic;
    expect(service.acknowledged).toBe(service.sent);
    await collector.stop('SIGKILL');

    await outlay('restore', file, '--data', join(folder, 'second', 'ledger'));
    collector = await start('second');
    const restored = await countedByProvider(address.port);
    const steps = Object.values(restored).reduce((sum, count) => sum + count, 0);
    expect(steps).toBeGreaterThanOrEqual(acknowledgedBefore);
    expect(steps).toBeLessThanOrEqual(sentAfter);
    // The streams count in turn: of any prefix of the exports, each has its share, and none has more.
    expect(restored).toEqual(
      Object.fromEntries(
        Array.from({ length: STREAMS }, (_, stream) => [
          `provider-${stream}`,
          Math.floor((steps + STREAMS - 1 - stream) / STREAMS),
        ]),
      ),
    );

    await service.exportAll(address.otlpPort);
    expect(await countedByProvider(address.port)).toEqual(
      Object.fromEntries(service.counted.map((count, stream) => [`provider-${stream}`, count])),
    );
  });
});
