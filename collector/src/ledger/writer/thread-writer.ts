import { Worker } from 'node:worker_threads';
import { OutlayError } from '../../error.ts';
import type { MaintenanceReport } from '../maintenance/maintain.ts';
import type { Retention } from '../maintenance/retention.ts';
import type { CommitResult, JournalBatch } from './journal-batch.ts';
import type { LedgerWriter } from './ledger-writer.ts';
import type { WriterReply, WriterRequest, WriterThreadData } from './messages.ts';

/** Heap of the writer thread, in MiB: it holds one batch, and a part of the journal's sums while it folds. */
const MAX_HEAP_MIB = 256;
/** Small, so that what is garbage at once does not grow the process. */
const MAX_YOUNG_MIB = 8;

interface PendingFold {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** What the thread does beside writing, an hour at a time. */
export interface Maintenance {
  readonly retention: Retention;
  readonly onRound: (outcome: MaintenanceReport | { readonly failure: string }) => void;
}

export interface ThreadWriterOptions {
  /** Called when another process wrote to the file. */
  readonly onOtherWriter: () => void;
  /** Called when the thread has ended though nobody closed it: from then on nothing is written. */
  readonly onLost: (reason: string) => void;
  /** Undefined: the ledger is not maintained. */
  readonly maintenance: Maintenance | undefined;
}

/** Writes in a thread of its own with its own connection, so that no fsync stalls the event loop. */
export class ThreadWriter implements LedgerWriter {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #done: ((result: CommitResult) => void) | undefined;
  #fold: PendingFold | undefined;
  #failure: string | undefined;
  #isClosing = false;

  /**
   * @param path path of the ledger file
   */
  constructor(path: string, { onOtherWriter, onLost, maintenance }: ThreadWriterOptions) {
    const workerData: WriterThreadData = { path, retention: maintenance?.retention };
    const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
    this.#worker = new Worker(new URL(`./writer-thread${extension}`, import.meta.url), {
      workerData,
      name: 'outlay ledger writer',
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB, maxYoungGenerationSizeMb: MAX_YOUNG_MIB },
    });
    this.#worker.on('message', (reply: WriterReply) => {
      if (reply.kind === 'committed') this.#committed(reply.result);
      else if (reply.kind === 'folded') this.#folded(reply.failure);
      else if (reply.kind === 'maintained') maintenance?.onRound(reply.outcome);
      else onOtherWriter();
    });
    this.#worker.on('error', (error: Error) => {
      this.#failure = `the thread that writes the ledger failed: ${error.message}`;
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#failure ??= 'the thread that writes the ledger has ended';
        this.#giveUp(this.#failure);
        if (!this.#isClosing) onLost(this.#failure);
        resolve();
      });
    });
  }

  commit(batch: JournalBatch, done: (result: CommitResult) => void): void {
    this.#done = done;
    if (this.#failure === undefined) this.#ask({ kind: 'commit', batch });
    else queueMicrotask(() => this.#giveUp(this.#failure ?? ''));
  }

  fold(upToId: number): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(new OutlayError(this.#failure));
    return new Promise((resolve, reject) => {
      this.#fold = { resolve, reject };
      this.#ask({ kind: 'fold', upToId });
    });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#failure === undefined) this.#ask({ kind: 'close' });
    await this.#ended;
  }

  #ask(request: WriterRequest): void {
    this.#worker.postMessage(request);
  }

  #committed(result: CommitResult): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(result);
  }

  #folded(failure: string | undefined): void {
    const pending = this.#fold;
    this.#fold = undefined;
    if (failure === undefined) pending?.resolve();
    else pending?.reject(new OutlayError(`the ledger could not be folded: ${failure}`));
  }

  #giveUp(reason: string): void {
    this.#committed({ outcome: 'failed', isPassing: true, reason, cause: undefined });
    this.#folded(reason);
  }
}
