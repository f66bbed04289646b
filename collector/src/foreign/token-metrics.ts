import { createHash, randomUUID } from 'node:crypto';
import { INSTRUMENT, METER_NAME, PRICING } from '@outlay/instrumentation/names';
import type { PriceCatalogue } from '@outlay/instrumentation/pricing';
import type { DerivedBooking, ObservedExport, ObservedIncrease } from '../ledger/derivation.ts';
import type { Increase } from '../ledger/increase.ts';
import type { Notes } from '../ledger/notes.ts';
import { AGGREGATES } from './aggregates.ts';
import { increasesOf, unitsOf } from './billed-call.ts';
import { type TokenCounts, completeUsage } from './gen-ai-span.ts';
import { type HoldRoom, heldNote } from './held-calls.ts';
import type { CountIgnored, MetricReason } from './ignored.ts';
import { priceUsage } from './price-usage.ts';
import { providerFrom } from './providers.ts';
import { TelemetryChoice } from './telemetry-choice.ts';
import { environmentOf, sourceOf } from './telemetry-source.ts';
import { type TokenKind, tokenMetricOf } from './token-metric-names.ts';

export interface TokenMetricOptions {
  readonly prices: PriceCatalogue;
  readonly notes: Pick<Notes, 'get'>;
  /** How long the telemetry of a new Node process waits, in milliseconds. */
  readonly holdMs: number;
  readonly holdRoom: HoldRoom;
  readonly countIgnored: CountIgnored<MetricReason>;
}

/** Tokens of calls that are alike, over the span of one export. */
interface TokenTotals {
  readonly first: ObservedIncrease;
  readonly family: string;
  readonly provider: string | undefined;
  readonly operation: string | undefined;
  readonly models: readonly string[];
  readonly counts: Partial<Record<TokenKind, number>>;
  /** Of histograms: how many calls counted tokens of a kind. */
  readonly calls: Partial<Record<TokenKind, number>>;
  fromUnixNano: bigint;
  toUnixNano: bigint;
}

/**
 * Cost and usage that follow from the token metrics of other SDKs. They are totals of many calls: the price is that of a
 * call of average size where the metric counts calls, and the lowest tier's where it does not.
 */
export function deriveFromTokens(
  { scopes, increases }: ObservedExport,
  now: Date,
  { prices, notes, holdMs, holdRoom, countIgnored }: TokenMetricOptions,
): DerivedBooking {
  const choice = new TelemetryChoice(notes, now, holdMs);
  for (const { job, scopeName } of scopes) choice.seeScope(job, scopeName);
  const derived: Increase[] = [];
  const book = (observed: ObservedIncrease, more: readonly Increase[]) => {
    const source = sourceOf(observed.resource);
    if (!choice.isHeld(source) || !holdRoom.take()) derived.push(...more);
    else {
      const key = createHash('sha256').update(randomUUID()).digest();
      choice.note(...heldNote(source.job, { key, increases: more }, now));
    }
  };
  const cut: ObservedIncrease[] = [];
  const counting = increases.filter((observed) => {
    if (observed.scopeName === METER_NAME || isNothing(observed.increase)) return false;
    const reason = reasonToIgnore(choice, observed);
    if (reason === 'counted_by_spans' && !choice.spansCount(observed.series.job)) cut.push(observed);
    const { metric } = observed.series;
    // Durations tell no money: only what could have been priced is counted as left out.
    if (reason !== undefined && metric !== INSTRUMENT.genAiOperationDuration) countIgnored(reason, 1);
    return reason === undefined;
  });
  for (const totals of addUp(counting, choice, countIgnored)) {
    book(totals.first, priceTotals(totals, prices));
    choice.seeMetrics(sourceOf(totals.first.resource), totals.family, totals.toUnixNano);
  }
  noteCut(cut, choice);
  for (const observed of counting) {
    if (observed.series.metric === INSTRUMENT.genAiOperationDuration) book(observed, requestsOf(observed));
  }
  return { increases: derived, notes: choice.changes };
}

function isNothing(increase: ObservedIncrease['increase']): boolean {
  return typeof increase === 'bigint' ? increase === 0n : increase.count === 0;
}

function reasonToIgnore(
  choice: TelemetryChoice,
  { series: { job, labels }, resource, fromUnixNano }: ObservedIncrease,
): MetricReason | undefined {
  if (choice.isInstrumented(job)) return 'instrumented';
  if (choice.spansCount(job)) return 'counted_by_spans';
  // The first point of a process counts from its start: where that is before the last spans, these told a part of it.
  const spansUntil = choice.spansUntil(job);
  if (fromUnixNano < spansUntil && choice.metricsUntil(sourceOf(resource)) <= spansUntil) {
    return 'counted_by_spans';
  }
  const operation = labels['gen_ai_operation_name'];
  return operation !== undefined && AGGREGATES.has(operation) ? 'aggregate' : undefined;
}

/** What a process reports after it was cut off from its spans' time counts, be it the first of a model too. */
function noteCut(cut: readonly ObservedIncrease[], choice: TelemetryChoice): void {
  const read = cut.flatMap(({ series, resource, toUnixNano }) => {
    const token = tokenMetricOf(series);
    return token === undefined ? [] : [{ source: sourceOf(resource), toUnixNano, ...token }];
  });
  for (const { source, family, toUnixNano } of read.toSorted((a, b) => a.rank - b.rank)) {
    if (choice.familyCounts(source, family)) choice.seeMetrics(source, family, toUnixNano);
  }
}

function addUp(
  increases: readonly ObservedIncrease[],
  choice: TelemetryChoice,
  countIgnored: CountIgnored<MetricReason>,
): Iterable<TokenTotals> {
  const read = increases.flatMap((observed) => {
    const token = tokenMetricOf(observed.series);
    return token === undefined ? [] : [{ observed, ...token }];
  });
  // The newest conventions first: of two names for the same tokens in one export they count.
  read.sort((a, b) => a.rank - b.rank);
  const families = new Map<string, string>();
  const all = new Map<string, TokenTotals>();
  for (const { observed, family, kind, provider: written } of read) {
    const { job, labels } = observed.series;
    const source = sourceOf(observed.resource);
    const process = JSON.stringify([job, source.instance]);
    const chosen = families.get(process) ?? (choice.familyCounts(source, family) ? family : undefined);
    if (chosen !== undefined) families.set(process, chosen);
    if (chosen !== family) countIgnored('other_metric', 1);
    else if (kind === undefined) countIgnored('unknown_token_type', 1);
    else {
      const models = [
        labels['gen_ai_response_model'] ?? labels['llm_response_model'],
        labels['gen_ai_request_model'],
      ];
      const named = models.filter((model) => model !== undefined);
      const provider = providerFrom(
        labels['gen_ai_provider_name'] ?? labels['gen_ai_system'] ?? written,
        named[0],
      );
      const operation = labels['gen_ai_operation_name'];
      const key = JSON.stringify([job, labels['instance'], source, provider, operation, named]);
      const totals = all.get(key) ?? {
        first: observed,
        family,
        provider,
        operation,
        models: named,
        counts: {},
        calls: {},
        fromUnixNano: observed.fromUnixNano,
        toUnixNano: observed.toUnixNano,
      };
      all.set(key, totals);
      addTokens(totals, kind, observed);
    }
  }
  return all.values();
}

function addTokens(
  totals: TokenTotals,
  kind: TokenKind,
  { increase, fromUnixNano, toUnixNano }: ObservedIncrease,
): void {
  const tokens = typeof increase === 'bigint' ? Number(increase) : Math.round(increase.sum);
  totals.counts[kind] = (totals.counts[kind] ?? 0) + tokens;
  if (typeof increase !== 'bigint') totals.calls[kind] = (totals.calls[kind] ?? 0) + increase.count;
  if (fromUnixNano < totals.fromUnixNano) totals.fromUnixNano = fromUnixNano;
  if (toUnixNano > totals.toUnixNano) totals.toUnixNano = toUnixNano;
}

/** A call of so many input tokens is in the lowest tier of every model. */
const SMALL_CALL_TOKENS = 1_000;

function priceTotals(totals: TokenTotals, prices: PriceCatalogue): Increase[] {
  const { first, provider, operation, models, counts, fromUnixNano, toUnixNano } = totals;
  const { input, output, cacheRead, cacheWrite, reasoning } = counts as TokenCounts;
  const usage = completeUsage({ input, output, cacheRead, cacheWrite, reasoning });
  const calls = Math.max(0, ...Object.values(totals.calls));
  const requests = calls || Math.max(1, Math.ceil((usage.inputTokens ?? 0) / SMALL_CALL_TOKENS));
  const at = new Date(Number(toUnixNano / 1_000_000n));
  const priced = priceUsage(prices, models, { provider: provider ?? '', operation, usage, requests, at });
  return increasesOf({
    job: first.series.job,
    instance: first.series.labels['instance'],
    labels: { provider, operation, model: models[0], environment: environmentOf(first.resource) },
    cost: priced.priced ? { nanoUsd: BigInt(priced.costNanoUsd), pricing: PRICING.totals } : undefined,
    unpricedReason: priced.priced ? priced.unpriced : priced.reason,
    unpricedRequests: Math.max(1, calls),
    units: unitsOf(usage),
    requests: 0,
    fromUnixNano,
    toUnixNano,
  });
}

/** The requests behind `gen_ai.client.operation.duration`, which has the buckets of ours. */
function requestsOf({ series, resource, increase, fromUnixNano, toUnixNano }: ObservedIncrease): Increase[] {
  if (typeof increase === 'bigint' || increase.count === 0) return [];
  const { job, labels } = series;
  const model = labels['gen_ai_response_model'] ?? labels['gen_ai_request_model'];
  const [request] = increasesOf({
    job,
    instance: labels['instance'],
    labels: {
      provider: providerFrom(labels['gen_ai_provider_name'] ?? labels['gen_ai_system'], model),
      operation: labels['gen_ai_operation_name'],
      model,
      environment: environmentOf(resource),
      error_type: labels['error_type'],
    },
    cost: undefined,
    unpricedReason: undefined,
    units: new Map(),
    requests: increase.count,
    fromUnixNano,
    toUnixNano,
  });
  return request === undefined ? [] : [{ ...request, observed: increase }];
}
