import type { DatabaseSync } from 'node:sqlite';
import { OutlayError } from '../error.ts';
import type { MetricsExport } from '../otlp/metrics.ts';
import { type BudgetCost, BudgetCounters } from './budget-counters.ts';
import { type HistogramValue, addHistograms } from './histogram.ts';
import { bigintColumn, histogramColumn } from './columns.ts';
import { encodeHistogram } from './histogram-blob.ts';
import { type ImportedCall, bookImportedCall } from './imported-call.ts';
import { PeriodSums, type SlotRange } from './period-sums.ts';
import { type Derivation, NOTHING_DERIVED } from './derivation.ts';
import { type PlannedSeries, addIncrease } from './increase.ts';
import { type NoteChanges, Notes } from './notes.ts';
import { type BookingPlan, planBooking } from './plan.ts';
import type { CallOutcome, CallsOutcome, RecordedCall } from './recorded-call.ts';
import { type Series, type SeriesIdentity, seriesKey } from './series.ts';
import { dayOf } from './slot.ts';
import { prepareStatements } from './statements.ts';
import type { StreamState } from './stream.ts';

/** The ledger could not be written; nothing of the export is booked and the sender should try again. */
export class LedgerWriteError extends OutlayError {
  override readonly name = 'LedgerWriteError';
}

/** Tells what an increase of a cost series adds to budgets' counters. */
export type BudgetCosting = (series: SeriesIdentity, slot: number, amountNanoUsd: bigint) => BudgetCost[];

/** Follows the spend, so that sums can be kept instead of made anew. Called only for what is on disk. */
export interface SpendObserver {
  /** An amount was booked to a series' slot. The ledger's own sums have it already. */
  booked(series: Series, slot: number, amount: bigint): void;
  /** Another writer (an import, a purge) changed spend or series: what was derived from them is out of date. */
  reloaded(): void;
}

/** One row of spend: what a series got in one quarter hour. */
export interface SpendRow {
  readonly seriesId: number;
  readonly slot: number;
  readonly amount: bigint;
}

export interface LedgerOptions {
  /** Whether the instances of a service get series of their own, told apart by the label `instance`. */
  readonly instanceLabels?: boolean;
}

/**
 * The books: streams as they were last seen, series with their totals, and spend by quarter hour, in one SQLite file.
 * What `book` has returned from is committed; what it threw on is not booked at all.
 */
export class Ledger {
  readonly budgetCounters: BudgetCounters;
  readonly notes: Notes;
  readonly #database: DatabaseSync;
  readonly #instanceLabels: boolean;
  readonly #statements: ReturnType<typeof prepareStatements>;
  readonly #periodSums: PeriodSums;
  readonly #series = new Map<string, Series>();
  readonly #counterStreams = new Map<string, StreamState<bigint>>();
  readonly #histogramStreams = new Map<string, StreamState<HistogramValue>>();
  #budgetCosting: BudgetCosting = () => [];
  #spendObserver: SpendObserver | undefined;
  #derivation: Derivation = () => NOTHING_DERIVED;
  #dataVersion: number;
  #seriesVersion = 0;
  #isWritable = true;

  constructor(database: DatabaseSync, { instanceLabels = false }: LedgerOptions = {}) {
    this.#database = database;
    this.#instanceLabels = instanceLabels;
    this.#statements = prepareStatements(database);
    this.budgetCounters = new BudgetCounters(database);
    this.notes = new Notes(database);
    this.#periodSums = new PeriodSums((range) => this.sumBySeries(range));
    this.#dataVersion = this.#readDataVersion();
    this.#loadSeries();
    this.#loadStreams();
  }

  /** All series, those of imports too. */
  series(): Iterable<Series> {
    this.#noticeOtherWriters();
    return this.#series.values();
  }

  /** Changes whenever a series is added, so that what is derived from the list can be kept until then. */
  get seriesVersion(): number {
    this.#noticeOtherWriters();
    return this.#seriesVersion;
  }

  /** Whether the last write succeeded. */
  get isWritable(): boolean {
    return this.#isWritable;
  }

  get streamCount(): number {
    return this.#counterStreams.size + this.#histogramStreams.size;
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

  /**
   * Books an export: in one transaction, committed when this returns.
   *
   * @param now the collector's clock
   * @returns the plan that was carried out
   * @throws LedgerWriteError when the disk is full or fails; then nothing of the export is booked
   */
  book(batch: MetricsExport, now: Date): BookingPlan {
    this.#noticeOtherWriters();
    const plan = planBooking(
      batch,
      {
        counterStream: (key) => this.#counterStreams.get(key),
        histogramStream: (key) => this.#histogramStreams.get(key),
        seriesHistogram: (key) => this.#series.get(key)?.histogram,
        instanceLabels: this.#instanceLabels,
      },
      now,
      this.#derivation,
    );
    if (plan.series.size === 0 && plan.notes.size === 0) return plan;

    const written = this.#inTransaction(() => this.#writePlan(plan, now));
    for (const [key, { state }] of plan.counterStreams) this.#counterStreams.set(key, state);
    for (const [key, { state }] of plan.histogramStreams) this.#histogramStreams.set(key, state);
    this.#takeOver(plan.series, written);
    return plan;
  }

  /**
   * Books calls that are told one by one, each once, in one transaction that is committed when this resolves. They are
   * live telemetry: counters, histograms and budgets' counters move.
   *
   * @param notes written in the same transaction
   * @throws LedgerWriteError as `book` does
   */
  async bookCalls(
    calls: readonly RecordedCall[],
    now: Date,
    notes: NoteChanges = new Map(),
  ): Promise<CallsOutcome> {
    this.#noticeOtherWriters();
    const planned = new Map<string, PlannedSeries>();
    const { outcomes, written } = this.#inTransaction(() => {
      const outcomes = calls.map((call) => this.#seeCall(call, now));
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome !== 'booked') continue;
        for (const increase of calls[index]?.increases ?? []) {
          addIncrease(planned, increase, (key) => this.#series.get(key)?.histogram);
        }
      }
      this.notes.write(notes);
      return { outcomes, written: this.#writeAllSeries(planned, now) };
    });
    this.#takeOver(planned, written);
    const count = (wanted: CallOutcome) => outcomes.filter((outcome) => outcome === wanted).length;
    return { booked: count('booked'), known: count('known'), outcomes };
  }

  /** What a transaction wrote becomes what is held in memory. */
  #takeOver(planned: ReadonlyMap<string, PlannedSeries>, written: ReadonlyMap<string, Series>): void {
    for (const [key, series] of written) {
      if (!this.#series.has(key)) this.#seriesVersion += 1;
      this.#series.set(key, series);
    }
    for (const [key, { spend }] of planned) {
      const series = written.get(key);
      if (series === undefined) continue;
      for (const [slot, amount] of spend) {
        this.#periodSums.add(series.id, { slot, amount });
        this.#spendObserver?.booked(series, slot, amount);
      }
    }
  }

  /**
   * Books past calls, each once: a call whose row key is known already is left out.
   *
   * @returns how many were booked; the others were there already
   * @throws LedgerWriteError as `book` does
   */
  bookImported(calls: readonly ImportedCall[]): number {
    const booked = this.#inTransaction(() => {
      let count = 0;
      for (const call of calls) {
        // `changes` is a bigint for statements that read bigints.
        if (Number(this.#statements.insertImportedRow.run(call.rowKey).changes) === 0) continue;
        bookImportedCall(call, (identity, slot, amount) => {
          const id = Number(this.#upsertSeries(identity)['id']);
          this.#addSpend(slot, id, amount);
        });
        count += 1;
      }
      return count;
    });
    this.#reloadAfterOtherWriter();
    return booked;
  }

  /** Whether a row of a file was imported before. */
  hasImportedRow(rowKey: Uint8Array): boolean {
    return this.#statements.selectImportedRow.get(rowKey) !== undefined;
  }

  /** Sums by series id over a range, read from the file. */
  sumBySeries({ from, to }: SlotRange): Map<number, bigint> {
    const sums = new Map<number, bigint>();
    for (const { series_id, total } of this.#statements.sumBySeries.iterate(from, to)) {
      sums.set(Number(series_id), bigintColumn(total));
    }
    return sums;
  }

  /** The spend rows of a range, by time. */
  *spendRows({ from, to }: SlotRange): Generator<SpendRow> {
    for (const { series_id, slot, amount } of this.#statements.selectSpend.iterate(from, to)) {
      yield { seriesId: Number(series_id), slot: Number(slot), amount: bigintColumn(amount) };
    }
  }

  /** First and last slot that have spend, in seconds since the epoch; undefined when there is none. */
  spendRange(): { readonly first: number; readonly last: number } | undefined {
    const row = this.#statements.spendRange.get();
    if (row?.['first'] == null || row['last'] == null) return undefined;
    return { first: Number(row['first']), last: Number(row['last']) };
  }

  close(): void {
    this.#database.close();
  }

  #writeAllSeries(all: ReadonlyMap<string, PlannedSeries>, now: Date): Map<string, Series> {
    const written = new Map<string, Series>();
    for (const [key, planned] of all) {
      const series = this.#writeSeries(planned, now);
      written.set(key, series);
      for (const [slot, amount] of planned.spend) {
        this.#addSpend(slot, series.id, amount);
        this.budgetCounters.add(this.#budgetCosting(planned, slot, amount));
      }
    }
    return written;
  }

  #seeCall({ key, unlessSeen = [], alsoSeen = [] }: RecordedCall, now: Date): CallOutcome {
    const { insertSeenCall, selectSeenCall } = this.#statements;
    if (selectSeenCall.get(key) !== undefined) return 'known';
    if (unlessSeen.some((other) => selectSeenCall.get(other) !== undefined)) return 'covered';
    for (const seen of [key, ...alsoSeen]) insertSeenCall.run(seen, now.getTime());
    return 'booked';
  }

  #writePlan(plan: BookingPlan, now: Date): Map<string, Series> {
    const written = this.#writeAllSeries(plan.series, now);
    this.notes.write(plan.notes);
    const idOf = (key: string) => written.get(key)?.id ?? 0;
    const { putStream } = this.#statements;
    for (const [key, { seriesKey: of, state }] of plan.counterStreams) {
      putStream.run(
        Buffer.from(key, 'hex'),
        idOf(of),
        state.lastUnixNano,
        state.lastValue,
        null,
        now.getTime(),
      );
    }
    for (const [key, { seriesKey: of, state }] of plan.histogramStreams) {
      putStream.run(
        Buffer.from(key, 'hex'),
        idOf(of),
        state.lastUnixNano,
        0,
        encodeHistogram(state.lastValue),
        now.getTime(),
      );
    }
    return written;
  }

  #writeSeries(planned: PlannedSeries, now: Date): Series {
    const { metric, job, labels } = planned;
    const row = this.#upsertSeries(planned);
    const histogram = histogramColumn(row['histogram']);
    const series: Series = {
      id: Number(row['id']),
      metric,
      job,
      labels,
      liveSince: row['live_since'] === null ? now.getTime() : Number(row['live_since']),
      total: bigintColumn(row['total']) + planned.increase,
      histogram:
        histogram && planned.histogramIncrease
          ? addHistograms(histogram, planned.histogramIncrease)
          : (planned.histogramIncrease ?? histogram),
    };
    this.#statements.updateSeries.run(
      series.total,
      series.histogram ? encodeHistogram(series.histogram) : null,
      series.liveSince ?? null,
      now.getTime(),
      series.id,
    );
    return series;
  }

  /** Both in one transaction: a day is always the sum of its quarter hours. */
  #addSpend(slot: number, seriesId: number, amount: bigint): void {
    this.#statements.addSpend.run(slot, seriesId, amount);
    this.#statements.addSpendDay.run(dayOf(slot), seriesId, amount);
  }

  #upsertSeries({ metric, job, labels }: SeriesIdentity): Record<string, unknown> {
    const row = this.#statements.upsertSeries.get(metric, job, JSON.stringify(labels));
    if (row === undefined) throw new Error('the upsert of a series returned no row');
    return row;
  }

  #inTransaction<T>(write: () => T): T {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const result = write();
      this.#database.exec('COMMIT');
      this.budgetCounters.committed();
      this.notes.committed();
      this.#isWritable = true;
      return result;
    } catch (cause) {
      this.budgetCounters.rolledBack();
      this.notes.rolledBack();
      // SQLite may have rolled back by itself (disk full); a second rollback would hide the first error.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      // A defect of ours would fail again: only for what may pass is the sender told to try once more.
      if (!isPassing(cause)) throw cause;
      this.#isWritable = false;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new LedgerWriteError(`the ledger could not be written: ${reason}`, { cause });
    }
  }

  /** An import may write beside the collector; what is held in memory of series and sums is then read again. */
  #noticeOtherWriters(): void {
    if (this.#readDataVersion() !== this.#dataVersion) this.#reloadAfterOtherWriter();
  }

  #reloadAfterOtherWriter(): void {
    this.#dataVersion = this.#readDataVersion();
    this.#periodSums.clear();
    this.#loadSeries();
    this.#spendObserver?.reloaded();
  }

  #readDataVersion(): number {
    return Number(this.#statements.dataVersion.get()?.['data_version']);
  }

  #loadSeries(): void {
    this.#series.clear();
    this.#seriesVersion += 1;
    for (const row of this.#statements.selectSeries.iterate()) {
      const series: Series = {
        id: Number(row['id']),
        metric: String(row['metric']),
        job: String(row['job']),
        labels: JSON.parse(String(row['labels'])),
        liveSince: row['live_since'] === null ? undefined : Number(row['live_since']),
        total: bigintColumn(row['total']),
        histogram: histogramColumn(row['histogram']),
      };
      this.#series.set(seriesKey(series), series);
    }
  }

  #loadStreams(): void {
    for (const row of this.#statements.selectStreams.iterate()) {
      const key = Buffer.from(row['key'] as Uint8Array).toString('hex');
      const lastUnixNano = bigintColumn(row['last_unix_nano']);
      const histogram = histogramColumn(row['last_histogram']);
      if (histogram) this.#histogramStreams.set(key, { lastUnixNano, lastValue: histogram });
      else {
        this.#counterStreams.set(key, { lastUnixNano, lastValue: bigintColumn(row['last_value']) });
      }
    }
  }
}

/** Primary result codes of SQLite for what an operator can mend: busy, locked, memory, read-only, I/O, damage, full, no access. */
const PASSING_CODES = new Set([5, 6, 7, 8, 10, 11, 13, 14]);

function isPassing(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : undefined;
  return code !== undefined && PASSING_CODES.has(code & 0xff);
}
