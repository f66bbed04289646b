import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../monitoring/free-port.ts';
import { readCpuSeconds } from './process-figures.mjs';

const path = (file) => fileURLToPath(new URL(file, import.meta.url));
const READY_SECONDS = 300;

/** Settings of whoever starts the benchmark must not reach what it measures. */
function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(OTEL|OUTLAY|NODE_OPTIONS)/.test(name)),
  );
}

/** What still runs; a benchmark that breaks off leaves nothing behind. */
const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A process under measurement. */
class Measured {
  #child;
  #folder;
  #printed = '';
  #lastId = 0;

  constructor(name, child, { otlpUrl, url, folder, readyMs }) {
    Object.assign(this, { name, otlpUrl, url, readyMs });
    this.#child = child;
    this.#folder = folder;
    running.add(child);
    child.once('exit', () => running.delete(child));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (this.#printed = (this.#printed + text).slice(-4_000)));
    }
  }

  get pid() {
    return this.#child.pid;
  }

  cpuSeconds() {
    const seconds = readCpuSeconds(this.pid);
    if (seconds === undefined) throw new Error(`${this.name} has ended:\n${this.#printed}`);
    return seconds;
  }

  /** Waits until it answers, and notes how long after its start that was. */
  async ready(url, startedAt) {
    for (;;) {
      if (this.#child.exitCode !== null) throw new Error(`${this.name} did not start:\n${this.#printed}`);
      const isReady = await fetch(url).then(
        async (response) => (await response.arrayBuffer(), response.ok),
        () => false,
      );
      if (isReady) break;
      if (performance.now() - startedAt > READY_SECONDS * 1_000) {
        throw new Error(`${this.name} is not ready after ${READY_SECONDS} s:\n${this.#printed}`);
      }
      await sleep(5);
    }
    this.readyMs = performance.now() - startedAt;
    // Beside the time: on a busy machine only this tells what the start costs.
    this.readyCpuMs = this.cpuSeconds() * 1_000;
    return this;
  }

  /** Asks the monitor inside of the process. */
  async ask(command) {
    this.#lastId += 1;
    this.#child.send({ id: this.#lastId, command });
    const [answer] = await once(this.#child, 'message');
    return answer;
  }

  /** @returns {Promise<number>} the CPU time of the process's whole life, in seconds */
  async stop() {
    let last = this.cpuSeconds();
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    while (this.#child.exitCode === null && this.#child.signalCode === null) {
      last = readCpuSeconds(this.pid) ?? last;
      await Promise.race([ended, sleep(1)]);
    }
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
    return last;
  }
}

/**
 * Outlay's collector.
 *
 * @param {{ program: string, dataFolder?: string, maxSeries?: number, isMonitored?: boolean }} options `program` is
 *   `outlay.mjs`; without a `dataFolder` the ledger is in one that goes when it stops
 */
export async function startOutlay({ program, dataFolder, maxSeries, isMonitored = false }) {
  const [otlpPort, port] = [await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), 'outlay-bench-'));
  writeFileSync(join(folder, 'budgets.yaml'), 'budgets: []\n');
  const args = [
    ...(isMonitored ? ['--import', path('monitor.mjs')] : []),
    ...[program, 'collector', '--config', join(folder, 'budgets.yaml')],
    ...['--data', dataFolder ?? join(folder, 'ledger'), '--exposition-hold', '1s'],
    ...['--otlp-port', String(otlpPort), '--port', String(port)],
    ...(maxSeries === undefined ? [] : limitOptions(program, maxSeries)),
  ];
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe', ...(isMonitored ? ['ipc'] : [])],
  });
  const [otlpUrl, url] = [otlpPort, port].map((of) => `http://127.0.0.1:${of}`);
  return new Measured('outlay', child, { otlpUrl, url, folder }).ready(`${url}/-/ready`, startedAt);
}

/** Raised limits, where this build of Outlay has such limits. */
function limitOptions(program, maxSeries) {
  const help = execFileSync(process.execPath, [program, 'collector', '--help'], { encoding: 'utf8' });
  return ['--max-series', '--max-streams']
    .filter((option) => help.includes(option))
    .flatMap((option) => [option, String(maxSeries)]);
}

/** The upstream OpenTelemetry Collector: OTLP over HTTP in, Prometheus out. */
export async function startOtelcol(program) {
  const [otlpPort, port] = [await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), 'otelcol-bench-'));
  const configuration = {
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${otlpPort}` } } } },
    exporters: { prometheus: { endpoint: `127.0.0.1:${port}`, metric_expiration: '24h' } },
    service: {
      telemetry: { metrics: { level: 'none' }, logs: { level: 'warn' } },
      pipelines: { metrics: { receivers: ['otlp'], exporters: ['prometheus'] } },
    },
  };
  writeFileSync(join(folder, 'otelcol.yaml'), JSON.stringify(configuration));
  const startedAt = performance.now();
  const child = spawn(program, ['--config', `file:${join(folder, 'otelcol.yaml')}`], {
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [otlpUrl, url] = [otlpPort, port].map((of) => `http://127.0.0.1:${of}`);
  return new Measured('otelcol', child, { otlpUrl, url, folder }).ready(`${url}/metrics`, startedAt);
}

/** A plain service on prom-client that adds up the same. */
export async function startPromClient() {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', path('monitor.mjs'), path('prom-client-service.mjs'), String(port)],
    {
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  const url = `http://127.0.0.1:${port}`;
  return new Measured('prom-client', child, { otlpUrl: url, url }).ready(`${url}/-/healthy`, startedAt);
}
