import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { UserPrices } from '@outlay/instrumentation/pricing';
import pino from 'pino';
import { type App, type AppOptions, buildApp } from '../../app.ts';
import { openLedgerDatabase } from '../../ledger/database.ts';
import { Ledger } from '../../ledger/ledger.ts';
import { DEFAULT_SERVER_LIMITS } from '../../server/limits.ts';
import { QueryThread } from '../../usage/query-thread.ts';

/** A collector on a folder of its own, whose clock stands where it is put. */
export class TestCollector {
  readonly directory = mkdtempSync(join(tmpdir(), 'outlay-foreign-'));
  readonly logged: string[] = [];
  now = new Date('2026-11-22T12:00:00Z');
  #running: { ledger: Ledger; app: App; queries: QueryThread } | undefined;
  readonly #userPrices: UserPrices | undefined;
  readonly #foreign: Pick<AppOptions, 'foreignHoldMs' | 'foreignLimits'>;

  constructor(userPrices?: UserPrices, foreign: Pick<AppOptions, 'foreignHoldMs' | 'foreignLimits'> = {}) {
    this.#userPrices = userPrices;
    this.#foreign = foreign;
    this.#start();
  }

  get ledger(): Ledger {
    return this.#parts.ledger;
  }

  get app(): App {
    return this.#parts.app;
  }

  post(url: string, body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) {
    const payload = Buffer.isBuffer(body) ? body : JSON.stringify(body);
    return this.app.receiver.inject({ method: 'POST', url, payload, headers });
  }

  /** Sends an export that is expected to be taken. */
  async take(url: string, body: unknown): Promise<void> {
    const response = await this.post(url, body);
    if (response.statusCode !== 200)
      throw new Error(`${url} answered ${response.statusCode} ${response.body}`);
  }

  async metric(name: string, labels = ''): Promise<number> {
    const { body } = await this.app.api.inject({ method: 'GET', url: '/metrics' });
    const lines = body
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    return lines
      .filter((line) => line.includes(labels))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  /** All that was ever booked to a metric, in ledger units, by the value of a label. */
  totals(metric: string, label = 'pricing'): Record<string, number> {
    const totals: Record<string, number> = {};
    for (const series of this.ledger.series()) {
      if (series.metric !== metric) continue;
      const key = series.labels[label] ?? '';
      totals[key] = (totals[key] ?? 0) + Number(series.total);
    }
    return totals;
  }

  /** Nano-USD of everything booked. */
  costNanoUsd(): number {
    return Object.values(this.totals('outlay.cost.usd')).reduce((sum, nano) => sum + nano, 0);
  }

  async restart(): Promise<void> {
    await this.#stop();
    this.#start();
  }

  async close(): Promise<void> {
    await this.#stop();
    rmSync(this.directory, { recursive: true });
  }

  get #parts() {
    if (this.#running === undefined) throw new Error('the collector is closed');
    return this.#running;
  }

  #start(): void {
    const ledger = new Ledger(openLedgerDatabase(this.directory));
    const queries = new QueryThread(this.directory);
    const log = new Writable({
      write: (chunk, _encoding, done) => {
        this.logged.push(String(chunk));
        done();
      },
    });
    const app = buildApp({
      ledger,
      usage: queries.query,
      integrity: () => ({ isSound: true, finding: '', seconds: 1 }),
      loadBudgets: () => ({ labels: [], exchangeRates: {}, budgets: [] }),
      limits: DEFAULT_SERVER_LIMITS,
      expositionHoldMs: 0,
      userPrices: this.#userPrices,
      ...this.#foreign,
      clock: () => this.now,
      logger: pino({ level: 'trace' }, log),
    });
    this.#running = { ledger, app, queries };
  }

  async #stop(): Promise<void> {
    const { app, ledger, queries } = this.#parts;
    await Promise.all([app.receiver.close(), app.api.close()]);
    await queries.close();
    await ledger.close();
    this.#running = undefined;
  }
}
