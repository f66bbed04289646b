import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CollectorProcess } from '../ledger/faults/collector-process.ts';
import { Canary } from './canary.ts';
import { type HostileRequest, hostileRequest } from './hostile-request.ts';
import { type Answer, HostileSender } from './hostile-sender.ts';
import { type Payload, realPayloads } from './real-payloads.ts';
import { residentMb } from './resident-memory.ts';
import { startedCollector } from './started-collector.ts';

const FAILURES = fileURLToPath(new URL('../artefacts/fuzz/', import.meta.url));
const CONCURRENCY = 16;
const BODIES_PER_CANARY = 2_000;
const MOST_FAILURES = 20;

export interface FuzzOptions {
  readonly bodies: number;
  readonly seed: number;
  /** One request alone, to try a failure again. */
  readonly only?: number;
  readonly tell?: (line: string) => void;
}

export interface FuzzOutcome {
  readonly statuses: Readonly<Record<string, number>>;
  /** What was wrong, and the file that has the request. */
  readonly failures: readonly string[];
  /** Resident memory after each tenth of the bodies, in MB. */
  readonly residentMb: readonly number[];
  readonly canary: { readonly sung: string; readonly heard: string };
  /** `/metrics` in the end. */
  readonly exposition: string;
}

/** Sends changed real payloads to a collector of its own. */
export async function fuzzCollector(options: FuzzOptions): Promise<FuzzOutcome> {
  const { process, urls, stop } = await startedCollector();
  try {
    return await new FuzzRun(process, urls, options, await realPayloads()).run();
  } finally {
    await stop();
  }
}

class FuzzRun {
  readonly #collector: CollectorProcess;
  readonly #urls: { readonly otlp: string; readonly api: string };
  readonly #options: FuzzOptions;
  readonly #payloads: readonly Payload[];
  readonly #sender: HostileSender;
  readonly #canary = new Canary();
  readonly #statuses: Record<string, number> = {};
  readonly #failures: string[] = [];
  readonly #residentMb: number[] = [];
  #sent = 0;

  constructor(
    collector: CollectorProcess,
    urls: { readonly otlp: string; readonly api: string },
    options: FuzzOptions,
    payloads: readonly Payload[],
  ) {
    this.#collector = collector;
    this.#urls = urls;
    this.#options = options;
    this.#payloads = payloads;
    this.#sender = new HostileSender(urls, CONCURRENCY);
  }

  async run(): Promise<FuzzOutcome> {
    const { only } = this.#options;
    if (only !== undefined) await this.#try(only);
    else await Promise.all(Array.from({ length: CONCURRENCY }, () => this.#work()));
    this.#sender.close();
    this.#collector.expectAlive();
    await this.#canary.sing(this.#urls.otlp);
    return {
      statuses: this.#statuses,
      failures: this.#failures,
      residentMb: this.#residentMb,
      canary: { sung: this.#canary.sungNanoUsd, heard: await this.#canary.heardNanoUsd(this.#urls.api) },
      exposition: await this.#collector.get('/metrics'),
    };
  }

  async #work(): Promise<void> {
    const { bodies, tell } = this.#options;
    while (this.#sent < bodies && this.#failures.length < MOST_FAILURES) {
      const index = this.#sent;
      this.#sent += 1;
      await this.#try(index);
      if (index % BODIES_PER_CANARY === 0) await this.#canary.sing(this.#urls.otlp);
      if (index % Math.ceil(bodies / 10) === 0) {
        const mb = residentMb(this.#collector.pid);
        this.#residentMb.push(mb);
        tell?.(`${index} bodies, ${mb.toFixed(0)} MB, ${JSON.stringify(this.#statuses)}`);
      }
    }
  }

  async #try(index: number): Promise<void> {
    const request = hostileRequest(this.#payloads, this.#options.seed, index);
    try {
      const answer = await this.#sender.send(request);
      const status = answer === undefined ? 'no answer' : String(answer.status);
      this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
      this.#collector.expectAlive();
      if (answer && answer.status >= 500) this.#fail(index, request, describe(answer));
    } catch (error) {
      this.#fail(index, request, error instanceof Error ? error.message : String(error));
    }
  }

  #fail(index: number, { method, path, headers, body }: HostileRequest, what: string): void {
    mkdirSync(FAILURES, { recursive: true });
    const name = `seed-${this.#options.seed}-body-${index}`;
    writeFileSync(join(FAILURES, `${name}.bin`), body);
    writeFileSync(
      join(FAILURES, `${name}.json`),
      JSON.stringify({ method, path, headers, what }, undefined, 2),
    );
    this.#failures.push(`${name}: ${what}`);
  }
}

const describe = ({ status, text }: Answer) => `answered ${status}: ${text.slice(0, 500)}`;
