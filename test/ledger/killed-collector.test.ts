import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const OUTLAY = fileURLToPath(new URL('../../collector/bin/outlay.mjs', import.meta.url));
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
  let directory: string;
  let collector: ChildProcess;
  let otlpPort: number;
  let apiPort: number;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'outlay-killed-'));
    [otlpPort, apiPort] = [await freePort(), await freePort()];
    collector = await startCollector();
  });
  afterEach(async () => {
    await end(collector, 'SIGTERM');
    rmSync(directory, { recursive: true });
  });

  async function startCollector(): Promise<ChildProcess> {
    const child = spawn(
      process.execPath,
      [OUTLAY, 'collector', '--data', directory, '--otlp-port', String(otlpPort), '--port', String(apiPort)],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const isReady = await fetch(`http://127.0.0.1:${apiPort}/-/ready`).then(
        (response) => response.ok,
        () => false,
      );
      if (isReady) return child;
      if (child.exitCode !== null) throw new Error(`the collector ended with ${child.exitCode}`);
      await sleep(50);
    }
    throw new Error('the collector did not get ready within ten seconds');
  }

  it(`has in its ledger what the services counted, after ${KILLS} kills in the middle of exports`, async () => {
    const services = Array.from({ length: SERVICES }, (_, index) => new Service(index, otlpPort));
    let isOver = false;
    const traffic = services.map(async (service) => {
      while (!isOver) {
        await service.work();
        await sleep(5);
      }
    });
    for (let kill = 0; kill < KILLS; kill += 1) {
      await sleep(100 + Math.random() * 400);
      await end(collector, 'SIGKILL');
      collector = await startCollector();
    }
    isOver = true;
    await Promise.all(traffic);
    await Promise.all(services.map((service) => service.stop()));

    const counted = services.reduce((sum, { spentNanoUsd }) => sum + spentNanoUsd, 0);
    const usage = await (await fetch(`http://127.0.0.1:${apiPort}/api/v1/usage`)).json();
    expect(counted).toBeGreaterThan(0);
    expect(usage.total.costNanoUsd).toBe(String(counted));
  });
});

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
