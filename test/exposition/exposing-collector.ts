import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { type App, buildApp } from '../../collector/src/app.ts';
import { openLedgerDatabase } from '../../collector/src/ledger/database.ts';
import { Ledger } from '../../collector/src/ledger/ledger.ts';
import { DEFAULT_SERVER_LIMITS } from '../../collector/src/server/limits.ts';
import { QueryThread } from '../../collector/src/usage/query-thread.ts';

export const HOLD_MS = 30_000;
export const IDLE_MS = 7 * 86_400_000;

export interface CostPoint {
  readonly usd: number;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly instance?: string;
}

/** A collector in this process, on a real port, whose clock the test sets. */
export class ExposingCollector {
  now = new Date('2026-11-22T12:00:00Z');
  port = 0;
  readonly folder = mkdtempSync(join(tmpdir(), 'outlay-exposition-'));
  readonly #ledger: Ledger;
  readonly #queries = new QueryThread(this.folder);
  readonly #app: App;

  constructor({ instanceLabels = false } = {}) {
    this.#ledger = new Ledger(openLedgerDatabase(this.folder), { instanceLabels });
    this.#app = buildApp({
      ledger: this.#ledger,
      usage: this.#queries.query,
      loadBudgets: () => ({ labels: [], exchangeRates: {}, budgets: [] }),
      limits: DEFAULT_SERVER_LIMITS,
      instanceLabels,
      expositionHoldMs: HOLD_MS,
      seriesIdleMs: IDLE_MS,
      clock: () => this.now,
      logger: pino({ level: 'silent' }),
    });
  }

  async start(): Promise<this> {
    await this.#app.api.listen({ host: '127.0.0.1', port: 0 });
    const address = this.#app.api.server.address();
    this.port = typeof address === 'object' && address !== null ? address.port : 0;
    return this;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#app.receiver.close(), this.#app.api.close()]);
    await this.#queries.close();
    await this.#ledger.close();
    rmSync(this.folder, { recursive: true });
  }

  pass(milliseconds: number): void {
    this.now = new Date(this.now.getTime() + milliseconds);
  }

  /** Reports costs, each the sum since the start of the process that reports it. */
  async report(...points: readonly CostPoint[]): Promise<void> {
    const text = (stringValue: string) => ({ stringValue });
    const response = await this.#app.receiver.inject({
      method: 'POST',
      url: '/v1/metrics',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({
        resourceMetrics: points.map(({ usd, attributes = {}, instance = 'a' }) => ({
          resource: {
            attributes: [
              { key: 'service.name', value: text('shop') },
              { key: 'service.instance.id', value: text(instance) },
            ],
          },
          scopeMetrics: [
            {
              metrics: [
                {
                  name: 'outlay.cost.usd',
                  sum: {
                    aggregationTemporality: 2,
                    isMonotonic: true,
                    dataPoints: [
                      {
                        attributes: Object.entries(attributes).map(([key, value]) => ({
                          key,
                          value: text(value),
                        })),
                        startTimeUnixNano: `${Date.parse('2026-11-22T11:00:00Z')}000000`,
                        timeUnixNano: `${this.now.getTime()}000000`,
                        asDouble: usd,
                      },
                    ],
                  },
                },
              ],
            },
          ],
        })),
      }),
    });
    if (response.statusCode !== 200) throw new Error(`the export was answered ${response.statusCode}`);
  }

  async metrics(accept = 'text/plain'): Promise<{ readonly type: string; readonly text: string }> {
    const response = await fetch(`http://127.0.0.1:${this.port}/metrics`, { headers: { accept } });
    return { type: response.headers.get('content-type') ?? '', text: await response.text() };
  }

  async lines(name: string): Promise<string[]> {
    const { text } = await this.metrics();
    return text.split('\n').filter((line) => line.startsWith(name));
  }
}
