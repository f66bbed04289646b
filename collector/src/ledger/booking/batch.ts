import { MAX_SUM_NUMBER } from '../amount-limit.ts';
import type { BudgetCost } from '../budget-counters.ts';
import type { Increase } from '../increase.ts';
import { type HistogramValue, sameBounds } from '../histogram.ts';
import { budgetKey } from '../journal/journal-sums.ts';
import { JournalEncoder } from '../journal/journal-encoder.ts';
import { METRIC_KINDS } from '../metric-kind.ts';
import type { NoteChanges, Notes } from '../notes.ts';
import type { SeriesIdentity } from '../series.ts';
import type { LedgerSeries, SeriesRegistry } from '../series-registry.ts';
import { spreadOverSlots } from '../slot.ts';
import type { StoredStream, StreamTable } from '../streams/stream-table.ts';
import type { JournalBatch, NewStream } from '../writer/journal-batch.ts';
import { BatchRoom, type RoomMark } from './batch-room.ts';
import { type Span, amountsBySlot } from './time-span.ts';
import { UndoLog } from './undo-log.ts';

/** Tells what an increase of a cost series adds to budgets' counters. */
export type BudgetCosting = (series: SeriesIdentity, slot: number, amountNanoUsd: bigint) => BudgetCost[];

/** How far a batch had come when a request began. */
export interface Mark {
  readonly sums: number;
  readonly streamEntries: number;
  readonly undo: number;
  readonly streams: number;
  readonly newStreams: number;
  readonly series: number;
  readonly nowLive: number;
  readonly seenCalls: number;
  readonly notes: number;
  readonly firstHistograms: number;
  readonly room: RoomMark;
}

/**
 * What the requests of one transaction change. Streams move at once, so that the next request of the batch goes on from
 * there; series and their sums move when the batch is on disk, because they are seen from outside.
 */
export class Batch {
  readonly #table: StreamTable;
  readonly #registry: SeriesRegistry;
  /** What is added to series and budgets; and where streams stand, which only a fold reads again. */
  readonly #sums = new JournalEncoder();
  readonly #streams = new JournalEncoder();
  readonly #undo: UndoLog;
  readonly #room = new BatchRoom();
  readonly #newStreams: NewStream[] = [];
  readonly #nowLive: { readonly id: number; readonly liveSince: number }[] = [];
  readonly #seenCalls: Uint8Array[] = [];
  readonly #seenKeys = new Set<string>();
  readonly #notes: Notes;
  /** What series get that have their first histogram in this batch, to compare buckets with; in order. */
  readonly #firstHistograms = new Map<number, HistogramValue>();
  /** Of the request under way. */
  readonly #budgetCosts = new Map<string, { budget: string; currency: string; amount: bigint }>();
  #entriesAtBegin = 0;
  readonly #budgetCosting: BudgetCosting;
  #mark: Mark | undefined;
  /** Number of the row that the batch becomes in the journal. */
  #id = 1;
  #committedStreams = 0;
  #lastStreamId = 0;
  #nowMs = 0;
  #nowSeconds = 0;

  constructor(table: StreamTable, registry: SeriesRegistry, notes: Notes, budgetCosting: BudgetCosting) {
    this.#table = table;
    this.#notes = notes;
    this.#budgetCosting = budgetCosting;
    this.#registry = registry;
    this.#undo = new UndoLog(table);
  }

  /**
   * Begins after the streams were loaded.
   *
   * @param lastStreamId the highest number of a stream in the file
   * @param lastJournalId number of the last row that was in the journal
   */
  begin(lastStreamId: number, lastJournalId: number): void {
    this.#lastStreamId = lastStreamId;
    this.#id = lastJournalId + 1;
    this.#committedStreams = this.#table.size;
  }

  /** Streams were taken out of memory, between two batches. */
  renumbered(): void {
    this.#committedStreams = this.#table.size;
  }

  /** Begins a request of the batch. */
  beginRequest(now: Date): Mark {
    const mark: Mark = {
      sums: this.#sums.length,
      streamEntries: this.#streams.length,
      undo: this.#undo.length,
      streams: this.#table.size,
      newStreams: this.#newStreams.length,
      series: this.#registry.length,
      nowLive: this.#nowLive.length,
      seenCalls: this.#seenCalls.length,
      notes: this.#notes.proposed,
      firstHistograms: this.#firstHistograms.size,
      room: this.#room.mark(),
    };
    this.#budgetCosts.clear();
    this.#nowMs = now.getTime();
    this.#nowSeconds = Math.floor(this.#nowMs / 1000);
    this.#receive();
    this.#mark = mark;
    return mark;
  }

  /** Ends a request that is to be written with the batch. */
  endRequest(mark: Mark): void {
    for (const { budget, currency, amount } of this.#budgetCosts.values()) {
      this.#sums.budgetCost(budget, currency, amount);
    }
    this.#budgetCosts.clear();
    if (this.entryBytes !== this.#entriesAtBegin) return;
    this.#sums.truncate(mark.sums);
    this.#streams.truncate(mark.streamEntries);
  }

  /** Whether there is nothing to write. */
  get isEmpty(): boolean {
    return this.entryBytes === 0 && this.#seenCalls.length === 0 && this.#notes.proposed === 0;
  }

  /** What the batch adds to series and budgets. */
  sums(): Uint8Array {
    return this.#sums.bytes();
  }

  /** Takes back what the request under way did so far; it goes on. */
  restartRequest(): void {
    if (this.#mark === undefined) return;
    this.rollBackRequest(this.#mark);
    this.#receive();
  }

  /** Takes back what a request did; those before it stay. */
  rollBackRequest(mark: Mark): void {
    this.#sums.truncate(mark.sums);
    this.#streams.truncate(mark.streamEntries);
    this.#undo.undoTo(mark.undo);
    this.#lastStreamId -= this.#newStreams.length - mark.newStreams;
    this.#newStreams.length = mark.newStreams;
    this.#table.truncate(mark.streams);
    for (const { id } of this.#nowLive.slice(mark.nowLive)) {
      const series = this.#registry.byId(id);
      if (series !== undefined) series.liveSince = undefined;
    }
    this.#nowLive.length = mark.nowLive;
    for (const id of [...this.#firstHistograms.keys()].slice(mark.firstHistograms)) {
      this.#firstHistograms.delete(id);
    }
    this.#budgetCosts.clear();
    this.#room.backTo(mark.room);
    this.#registry.truncate(mark.series);
    for (const key of this.#seenCalls.splice(mark.seenCalls)) {
      this.#seenKeys.delete(Buffer.from(key).toString('latin1'));
    }
    this.#notes.takeBack(mark.notes);
  }

  /** Takes everything back: it could not be written. */
  rollBack(): void {
    this.rollBackRequest({
      sums: 0,
      streamEntries: 0,
      undo: 0,
      streams: this.#committedStreams,
      newStreams: 0,
      series: this.#registry.size,
      nowLive: 0,
      seenCalls: 0,
      notes: 0,
      firstHistograms: 0,
      room: { small: 0, large: 0 },
    });
  }

  /** It is on disk; the next batch begins. */
  committed(): void {
    if (!this.isEmpty) this.#id += 1;
    this.#registry.commit();
    this.#undo.clear();
    this.#room.clear();
    this.#sums.truncate(0);
    this.#streams.truncate(0);
    this.#newStreams.length = 0;
    this.#nowLive.length = 0;
    this.#seenCalls.length = 0;
    this.#seenKeys.clear();
    this.#notes.committed();
    this.#firstHistograms.clear();
    this.#committedStreams = this.#table.size;
  }

  toWrite(): JournalBatch {
    return {
      id: this.#id,
      entries: Buffer.concat([this.#sums.bytes(), this.#streams.bytes()]),
      receivedAtMs: this.#nowMs,
      newSeries: this.#registry.uncommitted().map(({ id: seriesId, metric, job, labels, liveSince }) => ({
        id: seriesId,
        metric,
        job,
        labels: JSON.stringify(labels),
        liveSince,
      })),
      nowLive: [...this.#nowLive],
      newStreams: [...this.#newStreams],
      seenCalls: [...this.#seenCalls],
      notes: this.#notes.changes(),
    };
  }

  /** The series that telemetry of an identity goes to. */
  series(identity: SeriesIdentity): LedgerSeries {
    const series = this.#registry.ensure(identity, this.#nowMs);
    if (series.liveSince === undefined) {
      series.liveSince = this.#nowMs;
      this.#nowLive.push({ id: series.id, liveSince: this.#nowMs });
    }
    return series;
  }

  /** Adds a stream that is neither in memory nor in the file. */
  addStream(key: Uint8Array, seriesId: number): number {
    this.#lastStreamId += 1;
    this.#newStreams.push({ id: this.#lastStreamId, key, seriesId });
    return this.#table.add(this.#lastStreamId, key, seriesId);
  }

  /** Takes a stream back into memory that was idle so long that it was left on disk. */
  restoreStream(stored: StoredStream): number {
    return this.#table.restore(stored);
  }

  /** Notes that a stream's exporter is alive, also where its point adds nothing. */
  seen(row: number): void {
    this.#table.seenSeconds[row] = this.#nowSeconds;
    const series = this.#registry.byId(this.#table.seriesIds[row] ?? 0);
    if (series !== undefined) series.lastSeenMs = this.#nowMs;
  }

  moveCounter(row: number, timeHigh: number, timeLow: number, value: number): void {
    const table = this.#table;
    this.#undo.note(row);
    table.timeHigh[row] = timeHigh;
    table.timeLow[row] = timeLow;
    table.values[row] = value;
    table.begun[row] = 1;
    table.writtenIn[row] = this.#id;
    this.#streams.counterStream(table.ids[row] ?? 0, timeHigh, timeLow, value);
  }

  moveHistogram(row: number, timeHigh: number, timeLow: number, value: HistogramValue): void {
    const table = this.#table;
    this.#undo.note(row);
    table.timeHigh[row] = timeHigh;
    table.timeLow[row] = timeLow;
    table.histograms[row] = value;
    table.begun[row] = 1;
    table.writtenIn[row] = this.#id;
    this.#streams.histogramStream(table.ids[row] ?? 0, timeHigh, timeLow, value);
  }

  /** Whether a counter's series holds an amount more, in ledger units: a sum beyond its column would stop every fold. */
  hasRoomFor(series: LedgerSeries, amount: number | bigint): boolean {
    return Number(amount) <= this.#room.ofCounter(series);
  }

  /** Whether a histogram's series can count that many more. */
  hasRoomForCount(series: LedgerSeries, count: number): boolean {
    return count <= this.#room.ofHistogram(series);
  }

  /**
   * Adds to a counter's series, which must have room for it.
   *
   * @param amount whole ledger units; a bigint where a double is not exact
   * @param identity for budgets: what it would be but for the limit of series
   */
  addToCounter(
    series: LedgerSeries,
    amount: number | bigint,
    isBooked: boolean,
    span: Span,
    identity: SeriesIdentity = series,
  ): void {
    this.#room.take(series.id, Number(amount));
    if (typeof amount === 'number' && isBooked && span.slot !== -1) {
      this.#sums.totalAndSpend(series.id, span.slot, amount);
      this.#addToBudgets(identity, span.slot, BigInt(amount));
      return;
    }
    this.#sums.total(series.id, BigInt(amount));
    if (isBooked) this.addSpend(series, BigInt(amount), span, identity);
  }

  addSpend(series: LedgerSeries, amount: bigint, span: Span, identity: SeriesIdentity = series): void {
    for (const part of amountsBySlot(span, amount)) {
      this.#sums.spend(series.id, part.slot, part.amount);
      this.#addToBudgets(identity, part.slot, part.amount);
    }
  }

  /** @returns false when the series' buckets are others: then nothing is added */
  addToHistogram(series: LedgerSeries, increase: HistogramValue): boolean {
    const known = series.histogram ?? this.#firstHistograms.get(series.id);
    if (known === undefined) this.#firstHistograms.set(series.id, increase);
    else if (!sameBounds(known, increase)) return false;
    else if (increase.count === 0) return true;
    this.#room.take(series.id, increase.count);
    this.#sums.histogram(series.id, increase);
    return true;
  }

  /** Adds an increase that no stream carries. */
  addIncrease(increase: Increase): void {
    const { observed, fromUnixNano, toUnixNano, metric } = increase;
    const series = this.series(increase);
    const isCounter = METRIC_KINDS.get(metric)?.kind !== 'histogram';
    const room = isCounter ? this.#room.ofCounter(series) : MAX_SUM_NUMBER;
    // A series that is full takes what still fits: the call is one of several things that are booked at once.
    const amount = Number(increase.amount) <= room ? increase.amount : BigInt(Math.max(0, Math.floor(room)));
    series.lastSeenMs = this.#nowMs;
    if (amount > 0n) {
      for (const part of spreadOverSlots(amount, fromUnixNano, toUnixNano)) {
        this.#sums.spend(series.id, part.slot, part.amount);
        this.#addToBudgets(increase, part.slot, part.amount);
      }
    }
    if (observed !== undefined) this.addToHistogram(series, observed);
    else if (isCounter && amount > 0n) {
      this.#room.take(series.id, Number(amount));
      this.#sums.total(series.id, amount);
    }
  }

  /** Adds spend of the past: to budgets' periods and reports, to no counter, and without making its series live. */
  addPastIncrease(increase: Increase): void {
    const { amount, fromUnixNano, toUnixNano } = increase;
    if (amount <= 0n) return;
    const series = this.#registry.ensure(increase, undefined);
    for (const part of spreadOverSlots(amount, fromUnixNano, toUnixNano)) {
      this.#sums.spend(series.id, part.slot, part.amount);
    }
  }

  seeCall(key: Uint8Array): void {
    this.#seenCalls.push(key);
    this.#seenKeys.add(Buffer.from(key).toString('latin1'));
  }

  /** Whether a call of this batch has the key. */
  hasSeenCall(key: Uint8Array): boolean {
    return this.#seenKeys.has(Buffer.from(key).toString('latin1'));
  }

  changeNotes(changes: NoteChanges): void {
    this.#notes.propose(changes);
  }

  /** Bytes of the row that the batch becomes. */
  get entryBytes(): number {
    return this.#sums.length + this.#streams.length;
  }

  #receive(): void {
    this.#sums.receivedAt(this.#nowMs);
    this.#streams.receivedAt(this.#nowMs);
    this.#entriesAtBegin = this.entryBytes;
  }

  #addToBudgets(identity: SeriesIdentity, slot: number, amount: bigint): void {
    for (const { budget, currency, amount: cost } of this.#budgetCosting(identity, slot, amount)) {
      const key = budgetKey(budget, currency);
      const known = this.#budgetCosts.get(key);
      if (known === undefined) this.#budgetCosts.set(key, { budget, currency, amount: cost });
      else known.amount += cost;
    }
  }
}
