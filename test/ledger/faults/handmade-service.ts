import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Counted } from './counted.ts';
import { type ModelSums, exportBody } from './handmade-body.ts';
import { TrafficPlan } from './traffic-plan.ts';

const TIMEOUT_MS = 1500;
/** Old bodies that are sent once more, in whatever order. */
const KEPT_BODIES = 20;

/**
 * A service with an exporter of its own that does all that a careful one may do: it repeats what got no answer, and it
 * repeats what was answered, late and out of order. With deltas, it sends each body in order until that is taken.
 */
export class HandmadeService {
  readonly #plan: TrafficPlan;
  readonly #url: URL;
  readonly #temporality: 'cumulative' | 'delta';
  readonly #instance = `${process.pid}-${Math.random()}`;
  readonly #agent = new http.Agent({ keepAlive: true });
  readonly #sent: string[] = [];
  #pending: string[] = [];
  #sums = new Map<number, ModelSums>();
  #startMs = Date.now();
  #timeMs = this.#startMs;

  constructor(url: string, index: number, temporality: 'cumulative' | 'delta') {
    this.#plan = new TrafficPlan(index);
    this.#url = new URL(url);
    this.#temporality = temporality;
  }

  async work(calls: number): Promise<void> {
    for (let call = 0; call < calls; call += 1) this.#count(call);
    this.#collect();
    await this.#sendPending();
    const old = this.#sent[Math.floor(Math.random() * this.#sent.length)];
    if (old !== undefined && Math.random() < 0.3) await this.#post(old);
  }

  /** Exports until the collector has taken it, and some of it once more. */
  async finish(): Promise<Counted> {
    this.#collect();
    while (this.#pending.length > 0) {
      await this.#sendPending();
      if (this.#pending.length > 0) await sleep(50);
    }
    for (const old of this.#sent) await this.#post(old);
    return this.#plan.counted();
  }

  #count(call: number): void {
    const { labels, model, nanoUsd, tokens } = this.#plan.call(call);
    const sums = this.#sums.get(model) ?? { labels, nanoUsd: 0, tokens: 0, requests: 0 };
    sums.nanoUsd += nanoUsd;
    sums.tokens += tokens;
    sums.requests += 1;
    this.#sums.set(model, sums);
  }

  #collect(): void {
    if (this.#sums.size === 0) return;
    const startMs = this.#startMs;
    this.#timeMs = Math.max(Date.now(), this.#timeMs + 1);
    const span = { startMs, timeMs: this.#timeMs };
    const body = exportBody(this.#instance, this.#temporality, [...this.#sums.values()], span);
    if (this.#temporality === 'delta') {
      this.#pending.push(body);
      this.#sums = new Map();
      this.#startMs = this.#timeMs;
    } else this.#pending = [body];
  }

  async #sendPending(): Promise<void> {
    while (this.#pending[0] !== undefined) {
      const body = this.#pending[0];
      if ((await this.#post(body)) !== 200) return;
      this.#pending.shift();
      this.#sent.push(body);
      if (this.#sent.length > KEPT_BODIES) this.#sent.splice(Math.floor(Math.random() * KEPT_BODIES), 1);
    }
  }

  /** @returns the status, or undefined when there was no answer */
  #post(body: string): Promise<number | undefined> {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const options = { method: 'POST', agent: this.#agent, headers, timeout: TIMEOUT_MS };
    return new Promise((resolve) => {
      const request = http.request(this.#url, options, (response) => {
        response.resume();
        response.on('end', () => {
          if (response.statusCode !== undefined && response.statusCode >= 400 && response.statusCode < 429) {
            throw new Error(`the collector refused a right export with ${response.statusCode}`);
          }
          resolve(response.statusCode);
        });
        response.on('error', () => resolve(undefined));
      });
      request.on('error', () => resolve(undefined)).on('timeout', () => request.destroy());
      request.end(body);
    });
  }
}
