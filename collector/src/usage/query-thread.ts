import type { Worker } from 'node:worker_threads';
import { OutlayError } from '../error.ts';
import { startWorkerThread } from '../ledger/worker-thread.ts';
import { type UsageQuery, UsageQueryError, type UsageReport } from './query.ts';
import type { QueryResponse } from './query-worker.ts';

/** The query was not answered; asking again later may do. */
export class QueryRefusedError extends OutlayError {
  override readonly name = 'QueryRefusedError';
  readonly statusCode = 503;
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Queries that may wait. Each is a page that somebody looks at: who comes after so many has it sooner by asking again. */
const MAX_WAITING = 32;
/** A year by the hour of a large ledger takes some ten seconds; what takes longer would only keep others from theirs. */
const TIMEOUT_MS = 30_000;

interface Waiting {
  readonly query: UsageQuery;
  readonly resolve: (report: UsageReport) => void;
  readonly reject: (error: Error) => void;
}

export interface QueryThreadOptions {
  readonly maxWaiting?: number;
  readonly timeoutMs?: number;
}

/**
 * Answers queries of usage in a thread of its own, on a connection of its own, one after the other: however long one takes,
 * exports are booked meanwhile. The thread is started with the first query, or by `start`.
 */
export class QueryThread {
  readonly #dataDirectory: string;
  readonly #maxWaiting: number;
  readonly #timeoutMs: number;
  readonly #waiting: Waiting[] = [];
  #worker: Worker | undefined;
  #current: { readonly id: number; readonly waiting: Waiting; readonly timer: NodeJS.Timeout } | undefined;
  #lastId = 0;
  #isClosed = false;

  constructor(
    dataDirectory: string,
    { maxWaiting = MAX_WAITING, timeoutMs = TIMEOUT_MS }: QueryThreadOptions = {},
  ) {
    this.#dataDirectory = dataDirectory;
    this.#maxWaiting = maxWaiting;
    this.#timeoutMs = timeoutMs;
  }

  /** Starts the thread, so that the first query need not wait for it. */
  start(): void {
    this.#worker ??= this.#startWorker();
  }

  /**
   * @throws UsageQueryError for what the ledger cannot tell; QueryRefusedError when too many wait, it takes too long, or the
   * collector stops
   */
  readonly query = (query: UsageQuery): Promise<UsageReport> => {
    if (this.#isClosed) return Promise.reject(stopping());
    if (this.#waiting.length >= this.#maxWaiting) {
      return Promise.reject(
        new QueryRefusedError(
          `${this.#waiting.length} reports are being made already; ask again in some seconds`,
          5,
        ),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ query, resolve, reject });
      this.#askNext();
    });
  };

  /** Ends the thread; queries that wait are refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#fail(stopping());
    for (const { reject } of this.#waiting.splice(0)) reject(stopping());
    await this.#worker?.terminate();
  }

  #askNext(): void {
    if (this.#current !== undefined || this.#isClosed) return;
    const waiting = this.#waiting.shift();
    if (waiting === undefined) return;
    const worker = (this.#worker ??= this.#startWorker());
    this.#lastId += 1;
    const timer = setTimeout(() => this.#onTimeout(), this.#timeoutMs);
    this.#current = { id: this.#lastId, waiting, timer };
    worker.postMessage({ id: this.#lastId, query: waiting.query });
  }

  #startWorker(): Worker {
    const worker = startWorkerThread(import.meta.url, 'query-worker', { dataDirectory: this.#dataDirectory });
    worker.on('message', (response: QueryResponse) => this.#onResponse(response));
    worker.on('error', (error) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#fail(new QueryRefusedError(`the report could not be made: ${error.message}`, 5));
      this.#askNext();
    });
    // Whoever closes the collector closes this too; what only forgot to must not hang.
    worker.unref();
    return worker;
  }

  #onResponse(response: QueryResponse): void {
    const current = this.#current;
    if (current === undefined || current.id !== response.id) return;
    if ('report' in response) {
      clearTimeout(current.timer);
      this.#current = undefined;
      current.waiting.resolve(response.report);
    } else if (response.isQueryError) this.#fail(new UsageQueryError(response.message));
    else this.#fail(new QueryRefusedError(`the report could not be made: ${response.message}`, 5));
    this.#askNext();
  }

  /** A statement under way cannot be called off from outside: the thread ends with it, and the next query gets a new one. */
  #onTimeout(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.terminate();
    this.#fail(
      new QueryRefusedError(
        `the report took longer than ${this.#timeoutMs / 1000} s; ask for a shorter time, for days instead of hours, or in UTC`,
        60,
      ),
    );
    this.#askNext();
  }

  #fail(error: Error): void {
    const current = this.#current;
    if (current === undefined) return;
    clearTimeout(current.timer);
    this.#current = undefined;
    current.waiting.reject(error);
  }
}

function stopping(): QueryRefusedError {
  return new QueryRefusedError('the collector is stopping', 5);
}
