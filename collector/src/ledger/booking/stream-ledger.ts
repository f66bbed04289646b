import type { DatabaseSync } from 'node:sqlite';
import type { MetricsExport } from '../../otlp/metrics.ts';
import { decodeMetricsProtobuf } from '../../otlp/protobuf/decode-metrics.ts';
import type { Derivation } from '../derivation.ts';
import { foldWholeJournal, lastJournalId } from '../journal/fold-journal.ts';
import type { NoteChanges, Notes } from '../notes.ts';
import type { CallsOutcome, RecordedCall } from '../recorded-call.ts';
import type { SeriesRegistry } from '../series-registry.ts';
import { StoredStreams } from '../streams/stored-streams.ts';
import { StreamTable } from '../streams/stream-table.ts';
import { InlineWriter } from '../writer/inline-writer.ts';
import type { JournalBatch } from '../writer/journal-batch.ts';
import type { LedgerWriter } from '../writer/ledger-writer.ts';
import { type Maintenance, ThreadWriter } from '../writer/thread-writer.ts';
import { Batch, type BudgetCosting } from './batch.ts';
import { BodyBooker } from './body-booker.ts';
import { BodySources } from './body-sources.ts';
import { CallBooker } from './call-booker.ts';
import { type ReportingScope, bookExport } from './export-booker.ts';
import { type CommitStatistics, GroupCommit, LedgerBusyError } from './group-commit.ts';
import type { BookingLimits } from './limits.ts';
import { type BookingOutcome, OutcomeBuilder } from './outcome.ts';
import { PointBooker } from './point-booker.ts';

/** What an operator is to be told of. */
export interface LedgerFaults {
  readonly onWriterLost: (reason: string) => void;
  readonly onFoldFailure: (reason: string) => void;
}

export interface StreamLedgerOptions {
  readonly database: DatabaseSync;
  readonly registry: SeriesRegistry;
  readonly notes: Notes;
  readonly limits: BookingLimits;
  readonly instanceLabels: boolean;
  readonly writerThread: boolean;
  readonly budgetCosting: BudgetCosting;
  readonly derivation: Derivation;
  readonly onCommitted: (written: JournalBatch, sums: Uint8Array) => void;
  readonly onOtherWriter: () => void;
  readonly maintenance: Maintenance | undefined;
  readonly faults: LedgerFaults;
  readonly onWritable: (isWritable: boolean) => void;
}

/** What a decoded export holds in memory for each byte of its JSON; a guess that errs upwards. */
const DECODED_BYTES_PER_BYTE = 12;
/** What calls, and an export of unknown length, are taken to hold. */
const DECODED_EXPORT_BYTES = 64 * 1024;
/** How long a journal is left alone that could not be folded, in milliseconds: what hindered it takes time to mend. */
const FOLD_PAUSE_MS = 30_000;
const TELL_FAILURES_EVERY_MS = 60_000;
/** A journal that cannot be folded may become so many times its limit; a start reads all of it. */
const LONGEST_JOURNAL = 8;
/** Streams in memory may be more than the limit by so much while the oldest are put on disk. */
const EXCESS = 1.5;
/** Idle streams go when they are that share of all: each time, every stream has to be recognised anew. */
const IDLE_SHARE = 0.1;
/** After so much of the limit's excess the oldest streams go, so that not every new stream makes one go. */
const KEPT_SHARE = 0.9;

/** What an operator is shown of the ledger; counts and seconds since the start. */
export interface LedgerStatistics extends CommitStatistics {
  /** Bytes of the journal that are not in the tables yet. */
  readonly journalBytes: number;
  readonly folds: number;
  readonly foldSeconds: number;
}

/** The part of the ledger that books telemetry: streams, the batch under way, and who writes it. */
export class StreamLedger {
  readonly hasWriterThread: boolean;
  readonly #options: StreamLedgerOptions;
  readonly #table = new StreamTable();
  readonly #stored: StoredStreams;
  readonly #sources: BodySources;
  readonly #batch: Batch;
  readonly #booker: PointBooker;
  readonly #calls: CallBooker;
  readonly #writer: LedgerWriter;
  readonly #commits: GroupCommit;
  #foldTimer: NodeJS.Timeout | undefined;
  #folding: Promise<void> | undefined;
  #writtenId: number;
  #journalBytes = 0;
  #lastNowMs = 0;
  #folds = 0;
  #foldSeconds = 0;
  #foldAgainAtMs = 0;
  #tellAgainAtMs = 0;

  /** Brings what a crash left in the journal into the tables first. */
  constructor(options: StreamLedgerOptions) {
    const { database, registry, limits } = options;
    this.#options = options;
    this.hasWriterThread = options.writerThread;
    foldWholeJournal(database);
    this.#stored = new StoredStreams(database);
    this.#batch = new Batch(this.#table, registry, options.notes, options.budgetCosting);
    const newest = Number(
      database.prepare('SELECT max(last_seen) AS newest FROM stream').get()?.['newest'] ?? 0,
    );
    this.#writtenId = lastJournalId(database);
    const lastStreamId = this.#stored.load(this.#table, newest - limits.streamIdleMs, limits.maxStreams);
    this.#batch.begin(lastStreamId, this.#writtenId);
    this.#sources = new BodySources(options.instanceLabels);
    this.#booker = new PointBooker(this.#table, registry, this.#batch, new OutcomeBuilder(), (key) =>
      this.#stored.find(key),
    );
    this.#calls = new CallBooker(database, this.#batch);
    this.#writer = this.#createWriter();
    this.#commits = new GroupCommit({
      batch: this.#batch,
      writer: this.#writer,
      limits,
      onCommitted: (written, sums) => this.#committed(written, sums),
      onOutdated: options.onOtherWriter,
      onFailed: () => options.onWritable(false),
    });
    if (this.hasWriterThread) {
      this.#foldTimer = setInterval(() => this.#foldSoon(), limits.foldIntervalMs).unref();
    }
  }

  get streamCount(): number {
    return this.#table.size;
  }

  statistics(): LedgerStatistics {
    return {
      ...this.#commits.statistics(),
      journalBytes: this.#journalBytes,
      folds: this.#folds,
      foldSeconds: this.#foldSeconds,
    };
  }

  /** @throws LedgerBusyError */
  requireRoom(): void {
    this.#commits.requireRoom();
    const { maxJournalBytes } = this.#options.limits;
    if (this.#journalBytes > LONGEST_JOURNAL * maxJournalBytes) {
      throw new LedgerBusyError(
        `the journal of ${this.#journalBytes} bytes cannot be moved into the tables of the ledger; see the log, and send again later`,
      );
    }
    if (this.#table.size > EXCESS * this.#options.limits.maxStreams) {
      throw new LedgerBusyError(
        'more new streams came than can be put on disk so fast; send again a little later',
      );
    }
  }

  betweenBatches(task: () => void): Promise<void> {
    return this.#commits.betweenBatches(task);
  }

  book(batch: MetricsExport, now: Date, bodyBytes: number | undefined): Promise<BookingOutcome> {
    const bytes = bodyBytes === undefined ? DECODED_EXPORT_BYTES : DECODED_BYTES_PER_BYTE * bodyBytes;
    return this.#commits.submit(bytes, now, () =>
      this.#bookWith(now, (outcome) =>
        bookExport(batch, this.#booker, outcome, this.#options.instanceLabels),
      ),
    );
  }

  bookBody(body: Buffer, now: Date): Promise<BookingOutcome> {
    return this.#commits.submit(body.length, now, () => {
      try {
        return this.#bookWith(now, (outcome) =>
          new BodyBooker(body, this.#sources, this.#table, this.#booker, outcome).book(),
        );
      } catch {
        // The decoder says what is malformed, and reads what is only unusual; a defect shows again.
        this.#batch.restartRequest();
        const batch = decodeMetricsProtobuf(body);
        return this.#bookWith(now, (outcome) =>
          bookExport(batch, this.#booker, outcome, this.#options.instanceLabels),
        );
      }
    });
  }

  bookCalls(calls: readonly RecordedCall[], now: Date, notes: NoteChanges): Promise<CallsOutcome> {
    return this.#commits.submit(DECODED_EXPORT_BYTES, now, () => this.#calls.book(calls, notes));
  }

  /** Moves what is on disk of the journal into the tables. */
  fold(): Promise<void> {
    this.#folding ??= this.#fold().finally(() => {
      this.#folding = undefined;
    });
    return this.#folding;
  }

  /** Brings the journal into the tables before it returns; for a writer of this thread. */
  foldInline(): void {
    void this.#writer.fold(this.#writtenId).catch(() => this.#options.onWritable(false));
  }

  async close(): Promise<void> {
    clearInterval(this.#foldTimer);
    await this.#commits.drained();
    // What cannot be folded stays in the journal: the next start does it.
    await this.fold().catch((error: unknown) => this.#foldFailed(error));
    await this.#writer.close();
  }

  #bookWith(now: Date, book: (outcome: OutcomeBuilder) => ReportingScope[]): BookingOutcome {
    const outcome = new OutcomeBuilder();
    this.#booker.beginRequest(outcome, now);
    const scopes = book(outcome);
    const derived = this.#options.derivation({ scopes, increases: this.#booker.observed }, now);
    for (const increase of derived.increases) this.#batch.addIncrease(increase);
    this.#batch.changeNotes(derived.notes);
    this.#lastNowMs = now.getTime();
    return outcome;
  }

  #committed(written: JournalBatch, sums: Uint8Array): void {
    this.#writtenId = written.id;
    this.#journalBytes += written.entries.length;
    this.#options.onCommitted(written, sums);
    const { maxJournalBytes, maxStreams } = this.#options.limits;
    if (this.#journalBytes > maxJournalBytes || this.#table.size > maxStreams) this.#foldSoon();
  }

  #foldSoon(): void {
    if (this.#folding !== undefined || performance.now() < this.#foldAgainAtMs) return;
    this.fold().catch((error: unknown) => this.#foldFailed(error));
  }

  #foldFailed(error: unknown): void {
    const nowMs = performance.now();
    this.#foldAgainAtMs = nowMs + FOLD_PAUSE_MS;
    this.#options.onWritable(false);
    if (nowMs < this.#tellAgainAtMs) return;
    this.#tellAgainAtMs = nowMs + TELL_FAILURES_EVERY_MS;
    this.#options.faults.onFoldFailure(error instanceof Error ? error.message : String(error));
  }

  async #fold(): Promise<void> {
    const bytes = this.#journalBytes;
    const foldedUpTo = this.#writtenId;
    const beganMs = performance.now();
    await this.#writer.fold(foldedUpTo);
    this.#journalBytes -= bytes;
    this.#folds += 1;
    this.#foldSeconds += (performance.now() - beganMs) / 1000;
    await this.#commits.betweenBatches(() => this.#forgetStreams(foldedUpTo));
  }

  /** Idle streams leave memory, and when there are too many those that were silent longest; rows get new numbers. */
  #forgetStreams(foldedUpTo: number): void {
    const { streamIdleMs, maxStreams } = this.#options.limits;
    const { size } = this.#table;
    let before = (this.#lastNowMs - streamIdleMs) / 1000;
    if (size > maxStreams) {
      before = Math.max(before, this.#table.seenQuantile(size - Math.floor(maxStreams * KEPT_SHARE)) + 1);
    }
    const leaving = this.#table.countSeenBefore(before);
    if (leaving === 0 || (size <= maxStreams && leaving <= IDLE_SHARE * size)) return;
    this.#table.forgetSeenBefore(before, foldedUpTo);
    if (this.#table.size === size) return;
    this.#stored.noteForgotten();
    this.#batch.renumbered();
  }

  #createWriter(): LedgerWriter {
    const { database, onOtherWriter, maintenance, faults } = this.#options;
    const path = database.location();
    return this.hasWriterThread && path !== null
      ? new ThreadWriter(path, { onOtherWriter, onLost: faults.onWriterLost, maintenance })
      : new InlineWriter(database);
  }
}
