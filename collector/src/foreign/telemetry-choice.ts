import { METER_NAME } from '@outlay/instrumentation/names';
import type { NoteChanges, Notes } from '../ledger/notes.ts';
import type { TelemetrySource } from './telemetry-source.ts';

/** What is known of where a service's GenAI telemetry comes from; see docs/decisions/0005-foreign-telemetry.md. */
const INSTRUMENTED = 'foreign/instrumented/';
const SPANS = 'foreign/spans/';
const METRICS = 'foreign/metrics/';
const FIRST_SEEN = 'foreign/first-seen/';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * A service counts as metered by Outlay's instrumentation for a day after that last reported. Longer than a night without
 * calls, and not so long that one whose instrumentation was taken out goes without figures.
 */
const INSTRUMENTED_MS = DAY_MS;
/** Longer than any usual interval between two exports of metrics, so that none still carries calls of the last spans. */
const SPANS_MS = HOUR_MS;
/** Times are written anew no more often than this. */
const REFRESH_MS = MINUTE_MS;
/**
 * How long the telemetry of a new Node process waits for Outlay's instrumentation to report from the same service: two of
 * the minutes in which OpenTelemetry exports metrics by default, and half of one.
 */
export const HOLD_MS = 2.5 * MINUTE_MS;

interface MetricsNote {
  /** The metrics of tokens that count; a service may report the same tokens under two names. */
  readonly family: string;
  /** Up to when they were counted, in nanoseconds since the epoch, by instance. */
  readonly until: Readonly<Record<string, string>>;
}

/**
 * Decides which telemetry of a service counts, so that no call is counted twice: Outlay's own before everything; spans of
 * other SDKs before their metrics. What is concluded stands in the ledger's notes, in the transaction that books by it.
 */
export class TelemetryChoice {
  readonly #notes: Pick<Notes, 'get'>;
  readonly #nowMs: number;
  readonly #changes = new Map<string, string | undefined>();

  constructor(notes: Pick<Notes, 'get'>, now: Date) {
    this.#notes = notes;
    this.#nowMs = now.getTime();
  }

  /** To be written with what was decided. */
  get changes(): NoteChanges {
    return this.#changes;
  }

  /** Takes a note of its caller's own along. */
  note(name: string, value: string): void {
    this.#changes.set(name, value);
  }

  seeScope(job: string, scopeName: string): void {
    if (scopeName === METER_NAME) this.#see(INSTRUMENTED + job);
  }

  isInstrumented(job: string): boolean {
    return this.#wasSeen(INSTRUMENTED + job, INSTRUMENTED_MS);
  }

  /** The spans of the service tell usage: its metrics do not count from now on. */
  seeSpans(job: string): void {
    this.#see(SPANS + job);
  }

  spansCount(job: string): boolean {
    return this.#wasSeen(SPANS + job, SPANS_MS);
  }

  /**
   * Whether this family of token metrics counts for the service: the one that was seen first, for as long as it reports.
   */
  familyCounts(job: string, family: string): boolean {
    const known = this.#metrics(job);
    return known === undefined || known.family === family || this.#isStale(known);
  }

  seeMetrics({ job, instance }: TelemetrySource, family: string, untilUnixNano: bigint): void {
    const known = this.#metrics(job);
    const until: Record<string, string> = {};
    const oldest = (BigInt(this.#nowMs) - BigInt(DAY_MS)) * 1_000_000n;
    for (const [other, nano] of Object.entries(known?.until ?? {})) {
      if (BigInt(nano) >= oldest) until[other] = nano;
    }
    const before = BigInt(until[instance] ?? 0);
    until[instance] = String(untilUnixNano > before ? untilUnixNano : before);
    this.#changes.set(METRICS + job, JSON.stringify({ family, until } satisfies MetricsNote));
  }

  /** Up to when metrics counted the calls of a process: its spans count from then on. 0: they never did. */
  metricsUntil({ job, instance }: TelemetrySource): bigint {
    const until: MetricsNote['until'] = this.#metrics(job)?.until ?? {};
    const own = until[instance] ?? until[''];
    if (own !== undefined) return BigInt(own);
    if (instance !== '') return 0n;
    return Object.values(until).reduce((latest, nano) => (BigInt(nano) > latest ? BigInt(nano) : latest), 0n);
  }

  /** Whether it is too early to tell that Outlay's instrumentation is not in this process. */
  isHeld({ job, instance, language }: TelemetrySource): boolean {
    if (language !== 'nodejs') return false;
    const name = `${FIRST_SEEN}${job}/${instance}`;
    const [first = 0, last = 0] = (this.#read(name) ?? '').split(' ').map(Number);
    const begins = this.#nowMs - last >= INSTRUMENTED_MS ? this.#nowMs : first;
    if (this.#nowMs - last >= REFRESH_MS) this.#changes.set(name, `${begins} ${this.#nowMs}`);
    return this.#nowMs - begins < HOLD_MS;
  }

  #metrics(job: string): MetricsNote | undefined {
    const text = this.#read(METRICS + job);
    return text === undefined ? undefined : JSON.parse(text);
  }

  #isStale({ until }: MetricsNote): boolean {
    const oldest = (BigInt(this.#nowMs) - BigInt(SPANS_MS)) * 1_000_000n;
    return Object.values(until).every((nano) => BigInt(nano) < oldest);
  }

  #see(name: string): void {
    if (this.#nowMs - Number(this.#read(name) ?? 0) >= REFRESH_MS) {
      this.#changes.set(name, String(this.#nowMs));
    }
  }

  #wasSeen(name: string, withinMs: number): boolean {
    const seen = this.#read(name);
    return seen !== undefined && this.#nowMs - Number(seen) < withinMs;
  }

  #read(name: string): string | undefined {
    return this.#changes.has(name) ? this.#changes.get(name) : this.#notes.get(name);
  }
}

/** Takes away what is noted of processes that reported nothing for a day. */
export function forgottenNotes(notes: Pick<Notes, 'startingWith'>, now: Date): NoteChanges {
  const forgotten = new Map<string, undefined>();
  for (const [name, value] of notes.startingWith(FIRST_SEEN)) {
    const last = Number(value.split(' ')[1]);
    if (now.getTime() - last >= DAY_MS) forgotten.set(name, undefined);
  }
  return forgotten;
}
