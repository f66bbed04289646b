import { Worker } from 'node:worker_threads';
import type { EstimableTexts } from '../adapters/types.ts';
import { guard } from '../guard.ts';
import type { Usage } from '../pricing/usage.ts';
import type { EstimationAnswer, EstimationJob, EstimationPreparation } from './estimation-job.ts';

/** What may wait at once; an estimate takes a few milliseconds, the first one half a second. */
const MAX_PENDING = 1_000;
const MAX_PENDING_BYTES = 32 * 1024 * 1024;
/** Larger texts are not estimated: a million tokens are some four megabytes. */
const MAX_TEXT_BYTES = 8 * 1024 * 1024;
/** The tokenizer takes some 70 MB of memory: it goes when nothing was to be estimated for so long. */
const IDLE_MILLIS = 30_000;
/** A worker that answers nothing for so long is given up. */
const STUCK_MILLIS = 20_000;
/** A worker that dies so often in a row is not started again. */
const MAX_FAILURES = 3;
const MAX_WORKER_HEAP_MB = 512;

export interface TokenEstimatorOptions {
  /** Told of each estimate that is given up because it is too large or too much waits. */
  onBacklog: () => void;
  /** Told once, in a sentence, when nothing can be estimated any more. */
  onUnavailable: (message: string) => void;
  maxPending?: number;
  idleMillis?: number;
  stuckMillis?: number;
  /** The module that counts, in a thread of its own. */
  worker?: URL;
}

interface Waiting {
  bytes: number;
  resolve: (usage: Usage | undefined) => void;
}

/**
 * Counts the tokens of calls whose response states no usage, in a worker thread that is started at the first of them, never
 * keeps the process alive, and ends when it has nothing to do. Texts are handed to it and freed when it has answered.
 */
export class TokenEstimator {
  readonly #options: TokenEstimatorOptions;
  readonly #waiting = new Map<number, Waiting>();
  #waitingBytes = 0;
  #nextId = 1;
  #worker: Worker | undefined;
  #watch: NodeJS.Timeout | undefined;
  /** When the worker was last started or answered, or was last asked while it had nothing to do; monotonic. */
  #lastNewsMs = 0;
  #failures = 0;
  #unavailable = false;
  #preparing = false;

  constructor(options: TokenEstimatorOptions) {
    this.#options = options;
  }

  /** Estimates that are not there yet. */
  get pending(): number {
    return this.#waiting.size;
  }

  /** Starts the worker, so that the tokenizer is there when the stream of that model ends. */
  prepare(model: string | undefined): void {
    if (this.#unavailable || this.#worker !== undefined || this.#preparing) return;
    this.#preparing = true;
    setImmediate(() => {
      this.#preparing = false;
      if (!this.#unavailable) this.#post({ prepare: true, model }, []);
    });
  }

  /** All tokens in and out, in as far as they can be seen; undefined when they cannot be told. Never rejects. */
  estimate({ model, request, completion }: EstimableTexts): Promise<Usage | undefined> {
    if (this.#unavailable) return Promise.resolve(undefined);
    const requestBytes = request.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    // What is generated is mostly one byte for each character in the thread's own form.
    const bytes = requestBytes + completion.length;
    if (
      bytes > MAX_TEXT_BYTES ||
      this.#waitingBytes + bytes > MAX_PENDING_BYTES ||
      this.#waiting.size >= (this.#options.maxPending ?? MAX_PENDING)
    ) {
      this.#options.onBacklog();
      return Promise.resolve(undefined);
    }
    // A copy: the bytes may lie in memory that the caller goes on to use.
    const copy = new Uint8Array(requestBytes);
    let offset = 0;
    for (const chunk of request) {
      copy.set(chunk, offset);
      offset += chunk.byteLength;
    }
    return new Promise((resolve) => {
      const id = this.#nextId;
      this.#nextId += 1;
      if (this.#waiting.size === 0) this.#lastNewsMs = performance.now();
      this.#waiting.set(id, { bytes, resolve });
      this.#waitingBytes += bytes;
      // Starting a thread takes a millisecond or two: not in the middle of the caller's own event.
      setImmediate(() => this.#send({ id, model, request: copy, completion }));
    });
  }

  /** Stops the worker; what waits is undefined. */
  async close(): Promise<void> {
    this.#unavailable = true;
    await this.#stop();
  }

  #send(job: EstimationJob): void {
    if (this.#waiting.has(job.id)) this.#post(job, [job.request.buffer as ArrayBuffer]);
  }

  #post(message: EstimationJob | EstimationPreparation, transfer: readonly ArrayBuffer[]): void {
    try {
      this.#worker ??= this.#start();
      this.#worker.postMessage(message, transfer);
    } catch (cause) {
      this.#giveUp(`a worker thread cannot be started (${codeOf(cause)})`);
    }
  }

  #start(): Worker {
    const url = this.#options.worker ?? workerUrl();
    // Neither the options nor the environment of the application: its `--import` hooks have no business in this thread.
    const worker = new Worker(url, {
      name: 'outlay-tokenizer',
      execArgv: [],
      argv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: MAX_WORKER_HEAP_MB },
    });
    worker.on('message', (answer: EstimationAnswer) => this.#receive(answer));
    worker.on('error', (cause) => this.#fail(worker, codeOf(cause)));
    worker.on('exit', () => this.#fail(worker, 'it ended'));
    // Behind the listeners: listening holds the process again.
    worker.unref();
    this.#lastNewsMs = performance.now();
    const { idleMillis = IDLE_MILLIS, stuckMillis = STUCK_MILLIS } = this.#options;
    this.#watch = setInterval(() => this.#check(), Math.min(idleMillis, stuckMillis) / 2).unref();
    return worker;
  }

  #receive({ id, tokens, unavailable }: EstimationAnswer): void {
    this.#lastNewsMs = performance.now();
    if (unavailable !== undefined) {
      const reason =
        unavailable === 'ERR_MODULE_NOT_FOUND'
          ? 'the optional package gpt-tokenizer is not installed. Install it'
          : `the package gpt-tokenizer cannot be loaded (${unavailable}). Install it anew`;
      this.#giveUp(`${reason}, or ask for the usage in the request (stream_options.include_usage)`);
      return;
    }
    this.#failures = 0;
    this.#settle(id, tokens && { inputTokens: tokens.input, outputTokens: tokens.output });
  }

  #settle(id: number, usage: Usage | undefined): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    this.#waitingBytes -= waiting.bytes;
    waiting.resolve(usage);
  }

  /** The worker ended without being told to: what it had is lost, the next estimate starts another one. */
  #fail(worker: Worker, reason: string): void {
    if (worker !== this.#worker) return;
    this.#failures += 1;
    if (this.#failures >= MAX_FAILURES) this.#giveUp(`the thread that counts them fails (${reason})`);
    else void this.#stop();
  }

  #check(): void {
    const { idleMillis = IDLE_MILLIS, stuckMillis = STUCK_MILLIS } = this.#options;
    const quietMillis = performance.now() - this.#lastNewsMs;
    if (this.#waiting.size === 0) {
      if (quietMillis >= idleMillis) void this.#stop();
    } else if (quietMillis >= stuckMillis && this.#worker) {
      this.#fail(this.#worker, 'it did not answer');
    }
  }

  #giveUp(reason: string): void {
    const first = !this.#unavailable;
    this.#unavailable = true;
    void this.#stop();
    if (!first) return;
    const message = `Streams that state no usage are counted as unpriced (no_usage): ${reason}.`;
    guard(ignore, () => this.#options.onUnavailable(message));
  }

  async #stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    clearInterval(this.#watch);
    for (const id of [...this.#waiting.keys()]) this.#settle(id, undefined);
    await worker?.terminate();
  }
}

function ignore(): void {}

/** Beside this module: as source while developing, as JavaScript in the package. */
function workerUrl(): URL {
  return new URL(`./tokenizer-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
}

/** The kind of failure alone: a message could quote what was in a text. */
function codeOf(cause: unknown): string {
  const { code, name } = (cause ?? {}) as { code?: unknown; name?: unknown };
  return String(code ?? name ?? 'unknown error');
}
