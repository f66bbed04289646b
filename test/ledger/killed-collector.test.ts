import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningProgram } from '../monitoring/child-program.ts';
import { type CollectorAddress, collectorAddress, startCollector } from '../monitoring/collector.ts';

const KILLS = 6;
const SERVICES = 3;
/** Cost of one call in nano-USD: odd, so that a lost or doubled call cannot hide in rounding. */
const CALL_NANO_USD = 1_234_567;

/** A service that counts what it spends and reports it through the real SDK and exporter. */
class Service {
  spentNanoUsd = 0;
  readonly #provider: MeterProvider;
  readonly #reader: PeriodicExportingMetricReader;
  readonly #spend: () => void;

  constructor(index: number, otlpPort: number) {
    this.#reader = new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter({
        url: `http://127.0.0.1:${otlpPort}/v1/metrics`,
        timeoutMillis: 2000,
      }),
      exportIntervalMillis: 2_000_000,
    });
    this.#provider = new MeterProvider({
      resource: resourceFromAttributes({ 'service.name': 'shop', 'service.instance.id': `${index}` }),
      readers: [this.#reader],
    });
    const cost = this.#provider.getMeter('@outlay/instrumentation').createCounter('outlay.cost.usd');
    this.#spend = () => {
      cost.add(CALL_NANO_USD / 1e9, { provider: 'openai', model: `model-${index % 2}` });
      this.spentNanoUsd += CALL_NANO_USD;
    };
  }

  /** Some calls, then an export that may fail: the next one carries what it held. */
  async work(): Promise<void> {
    for (let call = 0; call < 20; call += 1) this.#spend();
    await this.#reader.forceFlush().catch(() => {});
  }

  async stop(): Promise<void> {
    await this.#reader.forceFlush();
    await this.#provider.shutdown();
  }
}

describe('a collector that is killed', () => {
  let folder: string;
  let address: CollectorAddress;
  let collector: RunningProgram;
  const start = () => startCollector({ address, budgetsFile: join(folder, 'budgets.yaml'), folder });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'outlay-killed-'));
    writeFileSync(join(folder, 'budgets.yaml'), 'budgets: []\n');
    address = await collectorAddress();
    collector = await start();
  });
  afterEach(async () => {
    await collector.stop();
    rmSync(folder, { recursive: true });
  });

  it(`has in its ledger what the services counted, after ${KILLS} kills in the middle of exports`, async () => {
    const services = Array.from({ length: SERVICES }, (_, index) => new Service(index, address.otlpPort));
    let isOver = false;
    const traffic = services.map(async (service) => {
      while (!isOver) {
        await service.work();
        await sleep(5);
      }
    });
    for (let kill = 0; kill < KILLS; kill += 1) {
      await sleep(100 + Math.random() * 400);
      await collector.stop('SIGKILL');
      collector = await start();
    }
    isOver = true;
    await Promise.all(traffic);
    await Promise.all(services.map((service) => service.stop()));

    const counted = services.reduce((sum, { spentNanoUsd }) => sum + spentNanoUsd, 0);
    const usage: unknown = await (await fetch(`http://127.0.0.1:${address.port}/api/v1/usage`)).json();
    expect(counted).toBeGreaterThan(0);
    expect(usage).toMatchObject({ total: { costNanoUsd: String(counted) } });
  });
});
