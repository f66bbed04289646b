import { METER_NAME, PRICING, UNPRICED_REASON } from '@outlay/instrumentation/names';
import type { PriceCatalogue } from '@outlay/instrumentation/pricing';
import { jobFromResource } from '../ledger/labels.ts';
import type { NoteChanges, Notes } from '../ledger/notes.ts';
import type { RecordedCall } from '../ledger/recorded-call.ts';
import type { Span, TracesExport } from '../otlp/traces.ts';
import { increasesOf, unitsOf } from './billed-call.ts';
import { type GenAiCall, readSpan } from './gen-ai-span.ts';
import { type HoldRoom, heldNote } from './held-calls.ts';
import type { CountIgnored, SpanReason } from './ignored.ts';
import { priceUsage } from './price-usage.ts';
import { SpanKeys } from './span-keys.ts';
import { type CoveredSpans, type Surroundings, parentName, spanName } from './span-tree.ts';
import { TelemetryChoice } from './telemetry-choice.ts';
import { type TelemetrySource, environmentOf, sourceOf } from './telemetry-source.ts';

export interface SpanBookingOptions {
  readonly prices: PriceCatalogue;
  readonly notes: Pick<Notes, 'get'>;
  readonly covered: CoveredSpans;
  /** How long the telemetry of a new Node process waits, in milliseconds. */
  readonly holdMs: number;
  readonly holdRoom: HoldRoom;
  readonly countIgnored: CountIgnored<SpanReason>;
  readonly instanceLabels: boolean;
}

/** A span with what it means, and who sent it. */
interface CallSpan {
  readonly span: Span;
  readonly call: GenAiCall;
  readonly source: TelemetrySource;
  readonly environment: string | undefined;
}

/** Calls that the spans of an export tell, and what is to be noted with them. Spans that tell none are counted. */
export function callsFromSpans(
  { resources, invalid }: TracesExport,
  now: Date,
  options: SpanBookingOptions,
): { readonly calls: readonly RecordedCall[]; readonly notes: NoteChanges } {
  const { notes, covered, holdMs, holdRoom, countIgnored } = options;
  const choice = new TelemetryChoice(notes, now, holdMs);
  for (const { resource, scopes } of resources) {
    for (const { scopeName } of scopes) choice.seeScope(jobFromResource(resource), scopeName);
  }
  countIgnored('invalid', invalid);
  const all = resources.flatMap(({ scopes }) => scopes.flatMap(({ spans }) => spans));
  const found = findCalls(resources, countIgnored);
  const withUsage = found.filter(({ call }) => call.usage !== undefined);
  const surroundings = covered.cover(
    all,
    withUsage.map(({ span }) => span),
  );
  const failures = outermostWithout(found);
  const keys = new SpanKeys();

  const calls: RecordedCall[] = [];
  for (const one of found) {
    const { span, call, source } = one;
    const isFailure = call.usage === undefined;
    if (choice.isInstrumented(source.job)) countIgnored('instrumented', 1);
    else if (covered.has(span) || failures.has(spanName(span))) countIgnored('covered', 1);
    else if (isFailure && !span.isClient) countIgnored('no_usage', 1);
    else if (endOf(span, now) <= choice.metricsUntil(source)) countIgnored('counted_by_metrics', 1);
    else {
      if (!isFailure) choice.seeSpans(source.job);
      const recorded = recordedCall(one, keysOf(one, surroundings, keys), now, options);
      if (choice.isHeld(source) && holdRoom.take()) choice.note(...heldNote(source.job, recorded, now));
      else calls.push(recorded);
    }
  }
  return { calls, notes: choice.changes };
}

function findCalls(resources: TracesExport['resources'], countIgnored: CountIgnored<SpanReason>): CallSpan[] {
  const found: CallSpan[] = [];
  for (const { resource, scopes } of resources) {
    const source = sourceOf(resource);
    const environment = environmentOf(resource);
    for (const { scopeName, spans } of scopes) {
      for (const span of spans) {
        const meaning = readSpan(span, scopeName);
        if (scopeName === METER_NAME) countIgnored('instrumented', 1);
        else if (meaning.kind === 'other') countIgnored('not_genai', 1);
        else if (meaning.kind === 'aggregate') countIgnored('aggregate', 1);
        else found.push({ span, call: meaning.call, source, environment });
      }
    }
  }
  return found;
}

/** Of calls without usage within each other, such as a framework's and a client's that failed, the inner one counts. */
function outermostWithout(found: readonly CallSpan[]): ReadonlySet<string> {
  const parents = new Set<string>();
  for (const { span, call } of found) {
    const parent = parentName(span);
    if (call.usage === undefined && parent !== undefined) parents.add(parent);
  }
  const without = found.filter(({ call }) => call.usage === undefined).map(({ span }) => spanName(span));
  return new Set(without.filter((name) => parents.has(name)));
}

function recordedCall(
  { span, call, source, environment }: CallSpan,
  keys: CallKeys,
  now: Date,
  { prices, instanceLabels }: SpanBookingOptions,
): RecordedCall {
  const { usage, models, provider, operation, serviceTier } = call;
  const at = new Date(Number(startOf(span, now) / 1_000_000n));
  const isFailed = span.isError || call.errorType !== undefined;
  const priced =
    usage === undefined
      ? { priced: false as const, reason: UNPRICED_REASON.noUsage, model: models[0] }
      : priceUsage(prices, models, { provider: provider ?? '', operation, serviceTier, usage, at });
  const reason = priced.priced ? priced.unpriced : priced.reason;
  const pricing = call.isEstimated ? PRICING.estimated : PRICING.exact;
  const toUnixNano = endOf(span, now);
  const isInvalid = !priced.priced && priced.reason === UNPRICED_REASON.invalidUsage;
  return {
    ...keys,
    increases: increasesOf({
      job: source.job,
      instance: instanceLabels && source.instance !== '' ? source.instance : undefined,
      labels: {
        provider,
        operation,
        model: models[0],
        environment,
        error_type: call.errorType ?? (span.isError ? '_OTHER' : undefined),
      },
      cost: priced.priced ? { nanoUsd: BigInt(priced.costNanoUsd), pricing } : undefined,
      // A call that failed is not billed; one that answered without a usage may well be.
      unpricedReason: usage === undefined && isFailed ? undefined : reason,
      units: usage === undefined || isInvalid ? new Map() : unitsOf(usage),
      requests: 1,
      durationSeconds: durationOf(span),
      fromUnixNano: toUnixNano,
      toUnixNano,
    }),
  };
}

type CallKeys = Required<Pick<RecordedCall, 'key' | 'unlessSeen' | 'alsoSeen'>>;

/**
 * A call is left out when one was booked around it, at any distance that is known, or below it. Requests without usage
 * have keys of their own: they tell no money, so they keep no call with usage from being booked.
 */
function keysOf({ span, call }: CallSpan, { around, within }: Surroundings, keys: SpanKeys): CallKeys {
  const name = spanName(span);
  const { lookedUp, covered } = keys.around(around(span));
  const own = keys.of('covered', name);
  if (call.usage === undefined) {
    const parent = parentName(span);
    const request = parent === undefined ? [] : [keys.of('request', parent)];
    return { key: keys.of('request', name), unlessSeen: [own, ...lookedUp, ...request], alsoSeen: [] };
  }
  const requests = within(span);
  return {
    key: keys.of('call', name),
    unlessSeen: [own, ...lookedUp, ...requests.map((request) => keys.of('covered', request))],
    alsoSeen: [...covered, ...requests.map((request) => keys.of('within', request))],
  };
}

/** A span that says it began before this comes from a machine whose clock was not set. */
const FIRST_PLAUSIBLE_NANO = BigInt(Date.UTC(2015, 0)) * 1_000_000n;
const MAX_CLOCK_LEAD_NANO = 300_000_000_000n;

function endOf({ startUnixNano, endUnixNano }: Span, now: Date): bigint {
  return believable(endUnixNano === 0n ? startUnixNano : endUnixNano, now);
}

function startOf({ startUnixNano, endUnixNano }: Span, now: Date): bigint {
  return believable(startUnixNano === 0n ? endUnixNano : startUnixNano, now);
}

function believable(unixNano: bigint, now: Date): bigint {
  const nowUnixNano = BigInt(now.getTime()) * 1_000_000n;
  return unixNano < FIRST_PLAUSIBLE_NANO || unixNano > nowUnixNano + MAX_CLOCK_LEAD_NANO
    ? nowUnixNano
    : unixNano;
}

/** Longer than any call takes: a span that was never ended. */
const LONGEST_SECONDS = 86_400;

function durationOf({ startUnixNano, endUnixNano }: Span): number | undefined {
  if (startUnixNano === 0n || endUnixNano < startUnixNano) return undefined;
  const seconds = Number(endUnixNano - startUnixNano) / 1e9;
  return seconds > LONGEST_SECONDS ? undefined : seconds;
}
