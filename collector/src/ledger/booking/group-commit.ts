import { OutlayError } from '../../error.ts';
import type { CommitResult, JournalBatch } from '../writer/journal-batch.ts';
import type { LedgerWriter } from '../writer/ledger-writer.ts';
import type { Batch } from './batch.ts';

/** The ledger could not be written; nothing of the export is booked and the sender should try again. */
export class LedgerWriteError extends OutlayError {
  override readonly name = 'LedgerWriteError';
}

/** More waits to be written than may; nothing of the export is booked and the sender should try again. */
export class LedgerBusyError extends OutlayError {
  override readonly name = 'LedgerBusyError';
}

/** What may wait to be written. */
export interface PendingLimits {
  readonly maxPendingRequests: number;
  readonly maxPendingBytes: number;
}

/** What an operator is shown; counts and seconds since the start. */
export interface CommitStatistics {
  readonly pendingRequests: number;
  readonly pendingBytes: number;
  /** Transactions, those that failed too. */
  readonly commits: number;
  readonly committedRequests: number;
  /** From the hand-over to the writer to its answer. */
  readonly commitSeconds: number;
}

interface Request {
  readonly bytes: number;
  readonly now: Date;
  readonly work: () => unknown;
  readonly resolve: (outcome: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Worked {
  readonly request: Request;
  readonly outcome: unknown;
}

/** Requests are worked out up to so many bytes in one go: some ten milliseconds, in which nothing else is served. */
const BATCH_BYTES = 2 << 20;
/** A batch ends when its row of the journal is that large: increases over long spans write more than they are told in. */
const ROW_BYTES = 8 << 20;

/**
 * One transaction for all requests that arrived while the last one was under way. A request is worked out on the state
 * that the one before it left; when the disk refuses the batch, all of it is taken back.
 */
export class GroupCommit {
  readonly #batch: Batch;
  readonly #writer: LedgerWriter;
  readonly #limits: PendingLimits;
  readonly #onCommitted: (written: JournalBatch, sums: Uint8Array) => void;
  readonly #onOutdated: () => void;
  readonly #onFailed: () => void;
  #queue: Request[] = [];
  #pendingRequests = 0;
  #pendingBytes = 0;
  #isCommitting = false;
  #commits = 0;
  #committedRequests = 0;
  #commitSeconds = 0;
  #idle: (() => void)[] = [];
  #tasks: (() => void)[] = [];

  constructor(options: {
    readonly batch: Batch;
    readonly writer: LedgerWriter;
    readonly limits: PendingLimits;
    /** What is on disk becomes what is seen. */
    readonly onCommitted: (written: JournalBatch, sums: Uint8Array) => void;
    /** Another process wrote: what is held in memory is to be read again. */
    readonly onOutdated: () => void;
    readonly onFailed: () => void;
  }) {
    this.#batch = options.batch;
    this.#writer = options.writer;
    this.#limits = options.limits;
    this.#onCommitted = options.onCommitted;
    this.#onOutdated = options.onOutdated;
    this.#onFailed = options.onFailed;
  }

  statistics(): CommitStatistics {
    return {
      pendingRequests: this.#pendingRequests,
      pendingBytes: this.#pendingBytes,
      commits: this.#commits,
      committedRequests: this.#committedRequests,
      commitSeconds: this.#commitSeconds,
    };
  }

  /** @throws LedgerBusyError when no more may wait */
  requireRoom(): void {
    const { maxPendingRequests, maxPendingBytes } = this.#limits;
    if (this.#pendingRequests < maxPendingRequests && this.#pendingBytes < maxPendingBytes) return;
    throw new LedgerBusyError(
      `${this.#pendingRequests} requests of ${this.#pendingBytes} bytes wait for the disk already; send again a little later`,
    );
  }

  /**
   * Works a request out and resolves with its outcome when it is on disk.
   *
   * @param bytes what the request holds in memory until then
   * @param work moves the batch; throws what the request is refused with
   */
  submit<T>(bytes: number, now: Date, work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.requireRoom();
      this.#pendingRequests += 1;
      this.#pendingBytes += bytes;
      this.#queue.push({ bytes, now, work, resolve: resolve as (outcome: unknown) => void, reject });
      this.#pump();
    });
  }

  /** Does something while no batch is under way: at once, or before the next one begins. */
  betweenBatches(task: () => void): Promise<void> {
    if (!this.#isCommitting) {
      task();
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#tasks.push(() => {
        task();
        resolve();
      });
    });
  }

  /** Resolves when nothing waits any more. */
  async drained(): Promise<void> {
    while (this.#isCommitting || this.#queue.length > 0) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  #pump(): void {
    while (!this.#isCommitting && this.#queue.length > 0) {
      const worked = this.#workOut(this.#takeGroup());
      if (this.#batch.isEmpty) {
        this.#batch.committed();
        this.#settle(worked);
        continue;
      }
      this.#isCommitting = true;
      const written = this.#batch.toWrite();
      const sums = this.#batch.sums();
      const beganMs = performance.now();
      this.#writer.commit(written, (result) => {
        this.#isCommitting = false;
        this.#commits += 1;
        this.#committedRequests += result.outcome === 'committed' ? worked.length : 0;
        this.#commitSeconds += (performance.now() - beganMs) / 1000;
        this.#finish(written, sums, worked, result);
        for (const task of this.#tasks.splice(0)) task();
        this.#pump();
      });
    }
    if (!this.#isCommitting) {
      for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  #takeGroup(): Request[] {
    let bytes = 0;
    let count = 0;
    for (const request of this.#queue) {
      if (count > 0 && bytes + request.bytes > BATCH_BYTES) break;
      bytes += request.bytes;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  #workOut(group: readonly Request[]): Worked[] {
    const worked: Worked[] = [];
    for (const [index, request] of group.entries()) {
      if (this.#batch.entryBytes > ROW_BYTES) {
        this.#queue.unshift(...group.slice(index));
        break;
      }
      const mark = this.#batch.beginRequest(request.now);
      try {
        const outcome = request.work();
        this.#batch.endRequest(mark);
        worked.push({ request, outcome });
      } catch (error) {
        this.#batch.rollBackRequest(mark);
        this.#release(request);
        request.reject(error);
      }
    }
    return worked;
  }

  #finish(written: JournalBatch, sums: Uint8Array, worked: readonly Worked[], result: CommitResult): void {
    switch (result.outcome) {
      case 'committed':
        this.#batch.committed();
        this.#onCommitted(written, sums);
        this.#settle(worked);
        break;
      case 'outdated':
        this.#batch.rollBack();
        this.#onOutdated();
        this.#queue.unshift(...worked.map(({ request }) => request));
        break;
      case 'failed': {
        this.#batch.rollBack();
        const { reason, cause, isPassing } = result;
        // A defect of ours would fail again: only for what may pass is the sender told to try once more.
        if (isPassing) this.#onFailed();
        const error = isPassing
          ? new LedgerWriteError(`the ledger could not be written: ${reason}`, { cause })
          : (cause ?? new Error(`the ledger could not be written: ${reason}`));
        for (const { request } of worked) {
          this.#release(request);
          request.reject(error);
        }
      }
    }
  }

  #settle(worked: readonly Worked[]): void {
    for (const { request, outcome } of worked) {
      this.#release(request);
      request.resolve(outcome);
    }
  }

  #release({ bytes }: Request): void {
    this.#pendingRequests -= 1;
    this.#pendingBytes -= bytes;
  }
}
