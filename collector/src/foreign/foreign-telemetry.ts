import type { UserPrices } from '@outlay/instrumentation/pricing';
import type { Registry } from 'prom-client';
import type { Ledger } from '../ledger/ledger.ts';
import type { NoteChanges } from '../ledger/notes.ts';
import type { CommitWatch } from '../logging/watch-commit.ts';
import type { TracesExport } from '../otlp/traces.ts';
import { ForeignMetrics } from './foreign-metrics.ts';
import { heldCalls, released } from './held-calls.ts';
import type { Prices } from './prices.ts';
import { callsFromSpans } from './span-booking.ts';
import { CoveredSpans } from './span-tree.ts';
import { HOLD_MS, TelemetryChoice, forgottenNotes } from './telemetry-choice.ts';
import { deriveFromTokens } from './token-metrics.ts';

export interface ForeignTelemetryOptions {
  readonly ledger: Ledger;
  readonly prices: Prices;
  readonly registry: Registry;
  readonly clock: () => Date;
  /** Whether the instances of a service have series of their own in the ledger. */
  readonly instanceLabels: boolean;
  /** Told when held calls could not be booked; they stay held. */
  readonly onProblem: (error: unknown) => void;
}

/** How often held calls are looked at, in milliseconds. */
const RELEASE_INTERVAL_MS = 15_000;
/** Held calls that are booked at once. */
const RELEASE_CHUNK = 500;

/** Prices the GenAI telemetry that other SDKs send, in any language. */
export class ForeignTelemetry {
  readonly #options: ForeignTelemetryOptions;
  readonly #metrics: ForeignMetrics;
  readonly #covered = new CoveredSpans();
  /** Notes on their way to the disk, so that metrics which come meanwhile are judged by them. */
  readonly #underWay = new Set<NoteChanges>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ForeignTelemetryOptions) {
    this.#options = options;
    const { ledger, registry, prices } = options;
    this.#metrics = new ForeignMetrics(registry, () => heldCalls(ledger.notes).length);
    ledger.setDerivation((observed, now) => {
      const { catalogue } = prices;
      if (catalogue === undefined) throw new Error('an export is booked before the prices are loaded');
      const countIgnored = this.#metrics.ignoreTokens;
      return deriveFromTokens(observed, now, { prices: catalogue, notes: this.#notes, countIgnored });
    });
  }

  /** Resolves when exports can be booked. */
  async ready(): Promise<void> {
    await this.#options.prices.ready();
  }

  /** Takes over what the user says of prices, for what comes from now on. */
  async usePrices(userPrices: UserPrices): Promise<void> {
    await this.#options.prices.use(userPrices);
  }

  /** Looks after the calls that are held, until `stop`. */
  start(): void {
    const release = () => this.releaseHeld().catch((error: unknown) => this.#options.onProblem(error));
    this.#timer = setInterval(() => void release(), RELEASE_INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /**
   * Books the calls that spans tell, each once.
   *
   * @param watch is told how the commit went
   * @returns how many spans could not be read
   * @throws LedgerWriteError as `Ledger.bookCalls` does
   */
  async bookSpans(
    traces: TracesExport,
    watch: CommitWatch = (book) => book(),
  ): Promise<{ readonly rejected: number }> {
    const { ledger, prices, clock, instanceLabels } = this.#options;
    const catalogue = await prices.ready();
    const now = clock();
    const { calls, notes } = callsFromSpans(traces, now, {
      prices: catalogue,
      notes: this.#notes,
      covered: this.#covered,
      countIgnored: this.#metrics.ignoreSpans,
      instanceLabels,
    });
    const spans = traces.resources.flatMap(({ scopes }) => scopes.map((scope) => scope.spans.length));
    this.#metrics.spansReceived.inc(traces.invalid + spans.reduce((sum, count) => sum + count, 0));
    if (calls.length > 0 || notes.size > 0) {
      const { known, outcomes } = await this.#write(notes, () =>
        watch(() => ledger.bookCalls(calls, now, notes)),
      );
      this.#metrics.ignoreSpans('duplicate', known);
      this.#metrics.ignoreSpans('covered', outcomes.filter((outcome) => outcome === 'covered').length);
    }
    return { rejected: traces.invalid };
  }

  /** Books the calls that were held long enough, and drops those that Outlay's instrumentation counted. */
  async releaseHeld(): Promise<void> {
    const { ledger, clock } = this.#options;
    const now = clock();
    const choice = new TelemetryChoice(this.#notes, now);
    const held = heldCalls(ledger.notes);
    const counted = held.filter(({ job }) => choice.isInstrumented(job));
    const due = held.filter(
      ({ job, heldSinceMs }) => !choice.isInstrumented(job) && now.getTime() - heldSinceMs >= HOLD_MS,
    );
    for (let from = 0; from < due.length; from += RELEASE_CHUNK) {
      const chunk = due.slice(from, from + RELEASE_CHUNK);
      await ledger.bookCalls(
        chunk.map(({ call }) => call),
        now,
        released(chunk),
      );
    }
    const forgotten = forgottenNotes(ledger.notes, now);
    if (counted.length === 0 && forgotten.size === 0) return;
    await ledger.bookCalls([], now, new Map([...released(counted), ...forgotten]));
    this.#metrics.ignoreSpans('instrumented', counted.length);
  }

  readonly #notes = {
    get: (name: string): string | undefined => {
      for (const changes of this.#underWay) if (changes.has(name)) return changes.get(name);
      return this.#options.ledger.notes.get(name);
    },
  };

  async #write<T>(notes: NoteChanges, write: () => Promise<T>): Promise<T> {
    this.#underWay.add(notes);
    try {
      return await write();
    } finally {
      this.#underWay.delete(notes);
    }
  }
}
