import type { DatabaseSync } from 'node:sqlite';
import type { MetricsExport } from '../otlp/metrics.ts';
import type { BudgetCosting } from './booking/batch.ts';
import type { BookingOutcome } from './booking/outcome.ts';
import { type BookingLimits, DEFAULT_BOOKING_LIMITS } from './booking/limits.ts';
import { type LedgerFaults, type LedgerStatistics, StreamLedger } from './booking/stream-ledger.ts';
import { BudgetCounters } from './budget-counters.ts';
import { type Derivation, NOTHING_DERIVED } from './derivation.ts';
import { addToHistogram, histogramTotal } from './histogram.ts';
import type { ImportedCall } from './imported-call.ts';
import { ImportLog } from './import-log.ts';
import { Imports } from './imports.ts';
import { decodeJournal } from './journal/decode-journal.ts';
import { lastJournalId } from './journal/fold-journal.ts';
import { loadSeries } from './load-series.ts';
import { monthsBefore } from './maintenance/retention.ts';
import { type NoteChanges, Notes } from './notes.ts';
import { PeriodSums, type SlotRange } from './period-sums.ts';
import type { CallsOutcome, RecordedCall } from './recorded-call.ts';
import type { Series } from './series.ts';
import { type LedgerSeries, SeriesRegistry } from './series-registry.ts';
import { SpendReader, type SpendRow } from './spend-reader.ts';
import type { JournalBatch } from './writer/journal-batch.ts';
import type { Maintenance } from './writer/thread-writer.ts';

export { LedgerBusyError, LedgerWriteError } from './booking/group-commit.ts';
export type { BudgetCosting } from './booking/batch.ts';
export type { SpendRow } from './spend-reader.ts';

/** Follows the spend, so that sums can be kept instead of made anew. Called only for what is on disk. */
export interface SpendObserver {
  /** An amount was booked to a series' slot. The ledger's own sums have it already. */
  booked(series: Series, slot: number, amount: bigint): void;
  /** Another writer (an import, a purge) changed spend or series: what was derived from them is out of date. */
  reloaded(): void;
}

export interface LedgerOptions extends Partial<BookingLimits> {
  /** Whether the instances of a service get series of their own, told apart by the label `instance`. */
  readonly instanceLabels?: boolean;
  /** Writes in a thread of its own, as a collector does; else before `book` returns. */
  readonly writerThread?: boolean;
  /** What the writer thread does beside writing; without it, nothing is purged. */
  readonly maintenance?: Maintenance;
  /** The thread that writes has ended: nothing can be booked any more, and all that was answered is on disk. */
  readonly onWriterLost?: (reason: string) => void;
  /** The journal could not be moved into the tables; told once a minute at most. */
  readonly onFoldFailure?: (reason: string) => void;
}

/**
 * The books: streams as they were last seen, series with their totals, and spend by quarter hour, in one SQLite file.
 * What a booking has resolved with is on disk; what it was rejected with is not booked at all.
 */
export class Ledger {
  readonly budgetCounters: BudgetCounters;
  readonly notes: Notes;
  readonly #database: DatabaseSync;
  readonly #limits: BookingLimits;
  readonly #instanceLabels: boolean;
  readonly #writerThread: boolean;
  readonly #maintenance: Maintenance | undefined;
  readonly #faults: LedgerFaults;
  readonly #registry: SeriesRegistry;
  readonly #periodSums: PeriodSums;
  readonly #spend: SpendReader;
  readonly #imports: Imports;
  readonly #importLog: ImportLog;
  readonly #dataVersion;
  #knownDataVersion: number;
  #booking: StreamLedger | undefined;
  #budgetCosting: BudgetCosting = () => [];
  #spendObserver: SpendObserver | undefined;
  #derivation: Derivation = () => NOTHING_DERIVED;
  #seriesVersion = 0;
  #isWritable = true;
  /** The last row of the journal that is in what is held in memory. */
  #seenJournalId = Number.MAX_SAFE_INTEGER;

  constructor(database: DatabaseSync, options: LedgerOptions = {}) {
    const { instanceLabels = false, writerThread = false, maintenance, ...others } = options;
    const { onWriterLost = () => {}, onFoldFailure = () => {}, ...limits } = others;
    this.#faults = { onWriterLost, onFoldFailure };
    this.#database = database;
    this.#instanceLabels = instanceLabels;
    this.#maintenance = maintenance;
    this.#writerThread = writerThread && database.location() !== null;
    this.#limits = { ...DEFAULT_BOOKING_LIMITS, ...limits };
    this.#registry = new SeriesRegistry(this.#limits.maxSeries);
    this.#spend = new SpendReader(database, () => this.#seenJournalId);
    this.#periodSums = new PeriodSums((range) => this.sumBySeries(range));
    this.#imports = new Imports(database);
    this.#importLog = new ImportLog(database);
    this.#dataVersion = database.prepare('PRAGMA data_version');
    this.#knownDataVersion = this.#readDataVersion();
    this.budgetCounters = new BudgetCounters(database);
    this.notes = new Notes(database);
    loadSeries(database, this.#registry, 0);
  }

  /** All series, those of imports too. */
  series(): Iterable<Series> {
    this.#noticeOtherWriters();
    return this.#registry.values();
  }

  /** Changes whenever a series is added, so that what is derived from the list can be kept until then. */
  get seriesVersion(): number {
    this.#noticeOtherWriters();
    return this.#seriesVersion;
  }

  get seriesCount(): number {
    return this.#registry.size;
  }

  /** Whether the last write succeeded. */
  get isWritable(): boolean {
    return this.#isWritable;
  }

  /** Streams in memory. */
  get streamCount(): number {
    return this.#begun().streamCount;
  }

  /** What an operator is shown of queue, commits and journal. */
  statistics(): LedgerStatistics {
    return this.#begun().statistics();
  }

  /** Path of the file; null for a ledger that is in memory alone. */
  get file(): string | null {
    return this.#database.location();
  }

  /** Sums by series id over a range that is asked for repeatedly; kept in memory. */
  periodSums(range: SlotRange): ReadonlyMap<number, bigint> {
    this.#noticeOtherWriters();
    return this.#periodSums.sums(range);
  }

  setBudgetCosting(costing: BudgetCosting): void {
    this.#budgetCosting = costing;
  }

  setDerivation(derivation: Derivation): void {
    this.#derivation = derivation;
  }

  setSpendObserver(observer: SpendObserver): void {
    this.#spendObserver = observer;
  }

  /** Since when keys of calls are known for certain; undefined where none is ever forgotten. */
  keysSince(now: Date): Date | undefined {
    if (this.#maintenance === undefined) return undefined;
    return new Date(monthsBefore(now, this.#maintenance.retention.quarterHourMonths) * 1000);
  }

  /** Prepares for bookings: brings a journal that a crash left into the tables, and reads the streams. */
  begin(): void {
    this.#begun();
  }

  /** @throws LedgerBusyError when so much waits for the disk that no more may */
  requireRoom(): void {
    this.#begun().requireRoom();
  }

  /**
   * Books an export that is decoded.
   *
   * @param now the collector's clock
   * @param bodyBytes length of the body that it was decoded from: what waits for the disk is bounded by it
   * @returns what became of it, when it is on disk
   * @throws LedgerWriteError when the disk is full or fails, LedgerBusyError when too much waits for it: then nothing of the
   *   export is booked
   */
  book(batch: MetricsExport, now: Date, bodyBytes?: number): Promise<BookingOutcome> {
    return this.#submit((booking) => booking.book(batch, now, bodyBytes));
  }

  /**
   * Books a protobuf `ExportMetricsServiceRequest`.
   *
   * @throws MalformedBodyError when the body is none; and as `book` does
   */
  bookBody(body: Buffer, now: Date): Promise<BookingOutcome> {
    return this.#submit((booking) => booking.bookBody(body, now));
  }

  /**
   * Books calls that are told one by one, each once. They are live telemetry: counters, histograms and budgets' counters
   * move.
   *
   * @param notes written in the same transaction
   * @throws as `book` does
   */
  bookCalls(
    calls: readonly RecordedCall[],
    now: Date,
    notes: NoteChanges = new Map(),
  ): Promise<CallsOutcome> {
    return this.#submit((booking) => booking.bookCalls(calls, now, notes));
  }

  /**
   * Books past calls, each once: a call whose row key is known already is left out.
   *
   * @returns how many were booked; the others were there already
   * @throws LedgerWriteError as `book` does
   */
  bookImported(calls: readonly ImportedCall[], importId?: number): number {
    const booked = this.#imports.book(calls, importId);
    this.#reloadAfterOtherWriter();
    return booked;
  }

  /** Begins an import that can be undone; returns its number, for `bookImported`. */
  beginImport(file: string, now: Date): number {
    return this.#importLog.begin(file, now);
  }

  /** Whether a row of a file was imported before. */
  hasImportedRow(rowKey: Uint8Array): boolean {
    return this.#imports.has(rowKey);
  }

  /** Sums by series id over a range, read from the file. */
  sumBySeries(range: SlotRange): Map<number, bigint> {
    return this.#spend.sumBySeries(range);
  }

  /** The spend rows of a range, by time. */
  spendRows(range: SlotRange): Iterable<SpendRow> {
    return this.#spend.rows(range);
  }

  /** First and last slot that have spend, in seconds since the epoch; undefined when there is none. */
  spendRange(): { readonly first: number; readonly last: number } | undefined {
    return this.#spend.range();
  }

  /** Moves the journal into the tables. */
  async fold(): Promise<void> {
    await this.#booking?.fold();
  }

  /** Ends what is under way, brings the journal into the tables and closes the file. */
  close(): Promise<void> {
    if (this.#booking?.hasWriterThread === true) {
      return this.#booking.close().then(() => this.#database.close());
    }
    // Closed when this returns: nothing can be under way.
    this.#booking?.foldInline();
    this.#database.close();
    return Promise.resolve();
  }

  #submit<T>(book: (booking: StreamLedger) => Promise<T>): Promise<T> {
    try {
      this.#noticeOtherWriters();
      return book(this.#begun());
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #begun(): StreamLedger {
    if (this.#booking === undefined) {
      this.#booking = new StreamLedger({
        database: this.#database,
        registry: this.#registry,
        notes: this.notes,
        limits: this.#limits,
        instanceLabels: this.#instanceLabels,
        writerThread: this.#writerThread,
        maintenance: this.#maintenance,
        faults: this.#faults,
        budgetCosting: (series, slot, amount) => this.#budgetCosting(series, slot, amount),
        derivation: (observed, now) => this.#derivation(observed, now),
        onCommitted: (written, sums) => this.#takeOver(written, sums),
        onOtherWriter: () => this.#reloadAfterOtherWriter(),
        onWritable: (isWritable) => {
          this.#isWritable = isWritable;
        },
      });
      this.#seenJournalId = lastJournalId(this.#database);
    }
    return this.#booking;
  }

  /** What is on disk now is what is seen from now on. */
  #takeOver(written: JournalBatch, sums: Uint8Array): void {
    this.#isWritable = true;
    this.#seenJournalId = written.id;
    this.#seriesVersion += written.newSeries.length;
    let series: LedgerSeries | undefined;
    const find = (id: number): LedgerSeries | undefined => {
      if (series?.id !== id) series = this.#registry.byId(id);
      return series;
    };
    decodeJournal(sums, {
      total: (id, amount) => {
        const found = find(id);
        if (found !== undefined) found.total += amount;
      },
      spend: (id, slot, amount) => {
        this.#periodSums.add(id, { slot, amount });
        const found = find(id);
        if (found !== undefined) this.#spendObserver?.booked(found, slot, amount);
      },
      histogram: (id, increase) => {
        const found = find(id);
        if (found === undefined) return;
        if (found.histogram === undefined) found.histogram = histogramTotal(increase);
        else addToHistogram(found.histogram, increase);
      },
      budgetCost: (budget, currency, amount) => this.budgetCounters.add({ budget, currency, amount }),
    });
  }

  /** An import may write beside the collector; what is held in memory of series and sums is then read again. */
  #noticeOtherWriters(): void {
    // Where a thread writes, its own commits change the version too: it tells of others itself.
    if (this.#booking?.hasWriterThread === true) return;
    if (this.#readDataVersion() !== this.#knownDataVersion) this.#reloadAfterOtherWriter();
  }

  #reloadAfterOtherWriter(): void {
    this.#knownDataVersion = this.#readDataVersion();
    this.#periodSums.clear();
    this.#seriesVersion += 1;
    if (this.#booking === undefined) {
      this.#registry.clear();
      this.budgetCounters.load();
      loadSeries(this.#database, this.#registry, 0);
    } else {
      void this.#booking.betweenBatches(() => {
        loadSeries(this.#database, this.#registry, this.#registry.lastId);
        this.#seriesVersion += 1;
      });
    }
    this.#spendObserver?.reloaded();
  }

  #readDataVersion(): number {
    return Number(this.#dataVersion.get()?.['data_version']);
  }
}
