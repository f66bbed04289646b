import type { UserPrices } from '@outlay/instrumentation/pricing';
import type { Registry } from 'prom-client';
import type { Ledger } from '../ledger/ledger.ts';
import type { NoteChanges } from '../ledger/notes.ts';
import type { CommitWatch } from '../logging/watch-commit.ts';
import type { TracesExport } from '../otlp/traces.ts';
import { ForeignMetrics } from './foreign-metrics.ts';
import { HoldRoom, countHeld, heldCalls, released } from './held-calls.ts';
import { IgnoredCounts, type SpanReason } from './ignored.ts';
import type { Prices } from './prices.ts';
import { callsFromSpans } from './span-booking.ts';
import { MOST_SPANS, firstSpans } from './span-limit.ts';
import { CoveredSpans } from './span-tree.ts';
import { DEFAULT_HOLD_MS, TelemetryChoice, forgottenNotes } from './telemetry-choice.ts';
import { deriveFromTokens } from './token-metrics.ts';

export interface ForeignTelemetryOptions {
  readonly ledger: Ledger;
  readonly prices: Prices;
  readonly registry: Registry;
  readonly clock: () => Date;
  /** Whether the instances of a service have series of their own in the ledger. */
  readonly instanceLabels: boolean;
  /** How long the telemetry of a new Node process waits for Outlay's own, in milliseconds. */
  readonly holdMs?: number | undefined;
  /** Most calls that are held, and most spans that are read of an export; for tests. */
  readonly mostHeld?: number | undefined;
  readonly mostSpans?: number | undefined;
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
  readonly #holdMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ForeignTelemetryOptions) {
    this.#options = options;
    this.#holdMs = options.holdMs ?? DEFAULT_HOLD_MS;
    const { ledger, registry, prices } = options;
    this.#metrics = new ForeignMetrics(registry, () => countHeld(ledger.notes));
    ledger.setDerivation((observed, now) => {
      const { catalogue } = prices;
      if (catalogue === undefined) throw new Error('an export is booked before the prices are loaded');
      const countIgnored = this.#metrics.ignoreTokens;
      return deriveFromTokens(observed, now, {
        ...{ prices: catalogue, notes: this.#notes, countIgnored },
        holdMs: this.#holdMs,
        holdRoom: this.#holdRoom(),
      });
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
   * @returns how many spans were not read, and why
   * @throws LedgerWriteError as `Ledger.bookCalls` does
   */
  async bookSpans(
    received: TracesExport,
    watch: CommitWatch = (book) => book(),
  ): Promise<{ readonly rejected: number; readonly message: string }> {
    const { ledger, prices, clock, instanceLabels, mostSpans = MOST_SPANS } = this.#options;
    const catalogue = await prices.ready();
    const now = clock();
    const { traces, beyond } = firstSpans(received, mostSpans);
    const ignored = new IgnoredCounts<SpanReason>();
    ignored.count('too_many', beyond);
    const { calls, notes } = callsFromSpans(traces, now, {
      prices: catalogue,
      notes: this.#notes,
      covered: this.#covered,
      countIgnored: ignored.count,
      holdMs: this.#holdMs,
      holdRoom: this.#holdRoom(),
      instanceLabels,
    });
    if (calls.length > 0 || notes.size > 0) {
      const { known, outcomes } = await this.#write(notes, () =>
        watch(() => ledger.bookCalls(calls, now, notes)),
      );
      ignored.count('duplicate', known);
      ignored.count('covered', outcomes.filter((outcome) => outcome === 'covered').length);
    }
    // Only now: an export that was not booked is sent again.
    ignored.tell(this.#metrics.ignoreSpans);
    const spans = traces.resources.flatMap(({ scopes }) => scopes.map((scope) => scope.spans.length));
    this.#metrics.spansReceived.inc(traces.invalid + beyond + spans.reduce((sum, count) => sum + count, 0));
    return { rejected: traces.invalid + beyond, message: rejection(traces.invalid, beyond, mostSpans) };
  }

  /** Books the calls that were held long enough, and drops those that Outlay's instrumentation counted. */
  async releaseHeld(): Promise<void> {
    const { ledger, clock } = this.#options;
    const now = clock();
    const choice = new TelemetryChoice(this.#notes, now, this.#holdMs);
    const held = heldCalls(ledger.notes);
    const counted = held.filter(({ job }) => choice.isInstrumented(job));
    const due = held.filter(
      ({ job, heldSinceMs }) => !choice.isInstrumented(job) && now.getTime() - heldSinceMs >= this.#holdMs,
    );
    for (let from = 0; from < due.length; from += RELEASE_CHUNK) {
      const chunk = due.slice(from, from + RELEASE_CHUNK);
      await ledger.bookCalls(
        chunk.map(({ read }) => read()),
        now,
        released(chunk),
      );
    }
    const forgotten = forgottenNotes(ledger.notes, now);
    if (counted.length === 0 && forgotten.size === 0) return;
    await ledger.bookCalls([], now, new Map([...released(counted), ...forgotten]));
    this.#metrics.ignoreSpans('instrumented', counted.length);
  }

  #holdRoom(): HoldRoom {
    const { ledger, mostHeld } = this.#options;
    return new HoldRoom(ledger.notes, mostHeld);
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

function rejection(invalid: number, beyond: number, most: number): string {
  const reasons = [
    ...(invalid > 0 ? ['spans without a valid trace id and span id'] : []),
    ...(beyond > 0
      ? [
          `${beyond} spans beyond the ${most} that are read of one export: let the sender send smaller batches`,
        ]
      : []),
  ];
  return reasons.join('; ');
}
