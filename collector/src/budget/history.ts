import { PROJECTION } from './projection/parameters.ts';
import { ZoneHistory } from './zone-history.ts';

/** Where histories are read from. */
export interface HistorySource {
  /** Time zones of all budgets. */
  timeZones(): Iterable<string>;
  /** Time of the first spend in the ledger; undefined without spend. */
  firstSpendMs(): number | undefined;
  /** What each budget of a time zone got in a span that lies within one day there, by the budget's name. */
  amountsByBudget(timeZone: string, startMs: number, endMs: number): ReadonlyMap<string, number>;
}

/** Reading goes on for so long before others have their turn. */
const SLICE_MS = 10;
/** Imports come in many small writes; each makes what was read out of date. */
const MIN_PAUSE_MS = 60_000;

/**
 * Daily spend of all budgets, for projections: half a year is read when the collector starts, when the budgets change and
 * after another process wrote, and never on a scrape.
 */
export class SpendHistories {
  readonly #source: HistorySource;
  readonly #clock: () => Date;
  readonly #onError: (error: unknown) => void;
  #zones = new Map<string, ZoneHistory>();
  /** The one that is being read; takes the place of `#zones` when it is complete. */
  #next: Map<string, ZoneHistory> | undefined;
  #pause: NodeJS.Timeout | undefined;
  #lastReadMs = -Infinity;
  #isOutOfDate = false;
  #isStopped = false;

  constructor(source: HistorySource, clock: () => Date, onError: (error: unknown) => void) {
    this.#source = source;
    this.#clock = clock;
    this.#onError = onError;
  }

  /** The history of a time zone as of now; undefined until it is read. */
  zone(timeZone: string, now: Date): ZoneHistory | undefined {
    const zone = this.#zones.get(timeZone);
    zone?.advance(now);
    return zone;
  }

  /** Adds what was booked. */
  book(budget: string, timeZone: string, timeMs: number, amount: number): void {
    this.#zones.get(timeZone)?.book(budget, timeMs, amount);
    this.#next?.get(timeZone)?.book(budget, timeMs, amount);
  }

  /** Forgets everything and reads anew: other budgets have other histories. */
  replace(): void {
    this.#zones = new Map();
    this.#start();
  }

  /** Reads anew soon, and keeps what there is until then. */
  refresh(): void {
    this.#isOutOfDate = true;
    if (this.#next !== undefined || this.#pause !== undefined || this.#isStopped) return;
    const pauseMs = Math.max(0, this.#lastReadMs + MIN_PAUSE_MS - this.#clock().getTime());
    this.#pause = setTimeout(() => this.#start(), Math.min(pauseMs, MIN_PAUSE_MS)).unref();
  }

  /** Reads no further. */
  stop(): void {
    this.#isStopped = true;
    this.#next = undefined;
    clearTimeout(this.#pause);
  }

  #start(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    if (this.#isStopped) return;
    this.#isOutOfDate = false;
    const now = this.#clock();
    const next = new Map<string, ZoneHistory>();
    for (const timeZone of this.#source.timeZones()) {
      next.set(timeZone, new ZoneHistory(timeZone, now, PROJECTION.historyDays));
    }
    this.#next = next;
    this.#go(next, this.#read(next));
  }

  *#read(zones: ReadonlyMap<string, ZoneHistory>): Generator<void> {
    const fromMs = this.#source.firstSpendMs() ?? Infinity;
    for (const [timeZone, zone] of zones) {
      yield* zone.read((start, end) => this.#source.amountsByBudget(timeZone, start, end), fromMs);
    }
  }

  /** Reads for a slice of time, which is all it takes for a small ledger. */
  #go(zones: Map<string, ZoneHistory>, reading: Generator<void>): void {
    if (this.#next !== zones) return;
    try {
      const until = performance.now() + SLICE_MS;
      while (performance.now() < until) {
        if (reading.next().done === true) {
          this.#finish(zones);
          return;
        }
      }
      setImmediate(() => this.#go(zones, reading));
    } catch (error) {
      this.#next = undefined;
      this.#lastReadMs = this.#clock().getTime();
      this.#onError(error);
      this.refresh();
    }
  }

  #finish(zones: Map<string, ZoneHistory>): void {
    this.#zones = zones;
    this.#next = undefined;
    this.#lastReadMs = this.#clock().getTime();
    if (this.#isOutOfDate) this.refresh();
  }
}
