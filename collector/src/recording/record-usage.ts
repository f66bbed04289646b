import { createHash, randomUUID } from 'node:crypto';
import { PRICING, USAGE_UNIT } from '@outlay/instrumentation/names';
import {
  nanoFromUsd,
  type PriceCatalogue,
  type PricedCall,
  type Usage,
  usdFromNano,
} from '@outlay/instrumentation/pricing';
import type { z } from 'zod';
import { increasesOf, unitsOf } from '../foreign/billed-call.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { CallOutcome, RecordedCall } from '../ledger/recorded-call.ts';
import { type UsageRecord, usageRecord } from './usage-record.ts';

/** What became of one item, in the order in which they were sent. */
export interface RecordedItem {
  readonly outcome: 'booked' | 'known' | 'refused';
  readonly id?: string;
  /** Null when nothing could be priced; absent for calls that were known or refused. */
  readonly costUsd?: number | null;
  readonly costNanoUsd?: string | null;
  readonly pricing?: 'exact' | 'stated';
  /** Why the call, or a part of it, has no price. */
  readonly unpriced?: string;
  /** What is wrong with a refused item, by the path of the field. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export interface RecordedUsage {
  readonly booked: number;
  readonly known: number;
  readonly refused: number;
  /** Of what was booked. */
  readonly costUsd: number;
  readonly results: readonly RecordedItem[];
}

/** A call cannot be later than this from now: a clock may run ahead. */
const MAX_CLOCK_LEAD_MS = 300_000;
/** What is older is no news: added to a counter now, it would be a burn rate that never was (docs/decisions/0004). */
const NEWS_MS = 3_600_000;
/** There was nothing to meter before. */
const FIRST_YEAR = 2000;

/**
 * Books calls that are told over HTTP: those that are valid in one transaction, each once.
 *
 * @param items as they were sent
 * @param idempotencyKey stands, with its sender, for the ids of items that have none
 * @param sender name of the token that they came with; empty where nobody is asked for one
 * @param keysSince calls before it are refused, because their keys may be forgotten; undefined: no key ever is
 * @throws LedgerWriteError when nothing was booked
 */
export async function recordUsage(
  ledger: Pick<Ledger, 'bookCalls'>,
  prices: PriceCatalogue,
  items: readonly unknown[],
  {
    idempotencyKey,
    sender,
    keysSince,
    now,
  }: {
    readonly idempotencyKey: string | undefined;
    readonly sender: string;
    readonly keysSince?: Date | undefined;
    readonly now: Date;
  },
): Promise<RecordedUsage> {
  const read = items.map((item) => readItem(item, keysSince, now));
  const calls: RecordedCall[] = [];
  const keyOf = callKeys(sender, idempotencyKey);
  const priced = read.map(({ record }, index) => {
    if (record === undefined) return undefined;
    const price = priceRecord(record, prices, now);
    calls.push(recordedCall(record, price, now, keyOf(record, items[index])));
    return price;
  });
  const outcomes = calls.length === 0 ? [] : (await ledger.bookCalls(calls, now)).outcomes;

  let next = 0;
  const results = read.map(({ record, id, errors }, index): RecordedItem => {
    const named = id === undefined ? {} : { id };
    if (record === undefined) return { outcome: 'refused', ...named, errors };
    const outcome = known(outcomes[next]);
    next += 1;
    // What was booked before may have had another price: the one of now would be no figure of the ledger.
    return outcome === 'known' ? { outcome, ...named } : { outcome, ...named, ...priceBody(priced[index]) };
  });
  const count = (wanted: RecordedItem['outcome']) =>
    results.filter(({ outcome }) => outcome === wanted).length;
  const costNanoUsd = results.reduce(
    (sum, { outcome, costNanoUsd: nano }) => (outcome === 'booked' ? sum + BigInt(nano ?? 0) : sum),
    0n,
  );
  return {
    booked: count('booked'),
    known: count('known'),
    refused: count('refused'),
    costUsd: usdFromNano(costNanoUsd),
    results,
  };
}

interface ReadItem {
  readonly record: UsageRecord | undefined;
  readonly id: string | undefined;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

function readItem(item: unknown, keysSince: Date | undefined, now: Date): ReadItem {
  const parsed = usageRecord.safeParse(item);
  if (!parsed.success) return { record: undefined, id: idOf(item), errors: errorsOf(parsed.error) };
  const { at, id } = parsed.data;
  const isPossible =
    at === undefined ||
    (at.getUTCFullYear() >= FIRST_YEAR && at.getTime() <= now.getTime() + MAX_CLOCK_LEAD_MS);
  const isTooOld = at !== undefined && keysSince !== undefined && at.getTime() < keysSince.getTime();
  if (isPossible && !isTooOld) return { record: parsed.data, id, errors: [] };
  const message = isPossible
    ? 'must not lie before what the ledger keeps by quarter hours; book older calls with `outlay import`'
    : `must be a time between the year ${FIRST_YEAR} and now`;
  return { record: undefined, id, errors: [{ path: 'at', message }] };
}

/** The id of an item that is refused for something else, so that its sender finds it. */
function idOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || !('id' in item)) return undefined;
  const parsed = usageRecord.shape.id.safeParse(item.id);
  return parsed.success ? parsed.data : undefined;
}

/** Errors name fields and say what they must be; they never quote what was sent. */
function errorsOf(error: z.ZodError): { path: string; message: string }[] {
  return error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
}

interface PricedRecord {
  readonly cost: { readonly nanoUsd: bigint; readonly pricing: 'exact' | 'stated' } | undefined;
  readonly unpriced: string | undefined;
  readonly usage: Usage;
}

function priceRecord(record: UsageRecord, prices: PriceCatalogue, now: Date): PricedRecord {
  const usage = usageOf(record);
  if (record.cost_usd !== undefined) {
    const nanoUsd = BigInt(nanoFromUsd(record.cost_usd));
    return { cost: { nanoUsd, pricing: PRICING.stated }, unpriced: undefined, usage };
  }
  if (Object.keys(usage).length === 0) return { cost: undefined, unpriced: undefined, usage };
  const { provider, model, operation, service_tier: serviceTier, variant, at = now } = record;
  const priced: PricedCall = prices.price({ provider, model, operation, serviceTier, variant, usage, at });
  return priced.priced
    ? {
        cost: { nanoUsd: BigInt(priced.costNanoUsd), pricing: PRICING.exact },
        unpriced: priced.unpriced,
        usage,
      }
    : { cost: undefined, unpriced: priced.reason, usage };
}

/** Tokens count the same, named as fields or as units. */
function usageOf(record: UsageRecord): Usage {
  const { usage: counts = {} } = record;
  const { [USAGE_UNIT.inputTokens]: input, [USAGE_UNIT.outputTokens]: output, ...others } = counts;
  const {
    [USAGE_UNIT.cacheReadTokens]: cacheRead,
    [USAGE_UNIT.cacheWriteTokens]: cacheWrite,
    [USAGE_UNIT.reasoningTokens]: reasoning,
    ...units
  } = others;
  const all: Readonly<Record<string, number | undefined>> = {
    inputTokens: record.input_tokens ?? input,
    outputTokens: record.output_tokens ?? output,
    cacheReadTokens: record.cache_read_tokens ?? cacheRead,
    cacheWriteTokens: record.cache_write_tokens ?? cacheWrite,
    reasoningTokens: record.reasoning_tokens ?? reasoning,
  };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(given) as Usage),
    ...(Object.keys(units).length > 0 && { units }),
  };
}

function recordedCall(
  record: UsageRecord,
  { cost, unpriced, usage }: PricedRecord,
  now: Date,
  key: Uint8Array,
): RecordedCall {
  const { at = now, provider, operation, model, feature, tenant, environment, status, error } = record;
  const unixNano = BigInt(at.getTime()) * 1_000_000n;
  return {
    key,
    isPast: now.getTime() - at.getTime() > NEWS_MS,
    increases: increasesOf({
      job: record.service,
      labels: {
        provider,
        operation,
        model,
        feature,
        tenant,
        environment,
        triggered_by: record.triggered_by,
        http_response_status_code: status === undefined ? undefined : String(status),
        error_type: error,
      },
      ownLabels: record.labels,
      userId: record.user,
      cost,
      unpricedReason: unpriced,
      units: unpriced === 'invalid_usage' ? new Map() : unitsOf(usage),
      requests: 1,
      durationSeconds: record.duration_seconds,
      fromUnixNano: unixNano,
      toUnixNano: unixNano,
    }),
  };
}

/**
 * Keys of the calls of a request. An item without any id is a call of its own each time it is sent. Under an idempotency key
 * it is known by what it says and by how many alike were before it in the request: a batch that was changed before it is sent
 * again books what is new, and no sender's key stands for another's calls.
 */
function callKeys(
  sender: string,
  idempotencyKey: string | undefined,
): (record: UsageRecord, item: unknown) => Uint8Array {
  const alike = new Map<string, number>();
  return ({ id, service }, item) => {
    if (id !== undefined) return hashOf(['id', service, id]);
    if (idempotencyKey === undefined) return hashOf(['new', randomUUID()]);
    const content = createHash('sha256').update(canonicalJson(item)).digest('hex');
    const occurrence = alike.get(content) ?? 0;
    alike.set(content, occurrence + 1);
    return hashOf(['request', sender, idempotencyKey, content, occurrence]);
  };
}

function hashOf(name: readonly (string | number)[]): Uint8Array {
  return createHash('sha256')
    .update(JSON.stringify(['recorded', ...name]))
    .digest();
}

/** The same text for the same content, in whatever order a sender's language keeps members. */
function canonicalJson(item: unknown): string {
  return JSON.stringify(item, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

function known(outcome: CallOutcome | undefined): 'booked' | 'known' {
  return outcome === 'booked' ? 'booked' : 'known';
}

function priceBody(priced: PricedRecord | undefined): Partial<RecordedItem> {
  const { cost, unpriced } = priced ?? {};
  return {
    costUsd: cost === undefined ? null : usdFromNano(cost.nanoUsd),
    costNanoUsd: cost === undefined ? null : String(cost.nanoUsd),
    ...(cost !== undefined && { pricing: cost.pricing }),
    ...(unpriced !== undefined && { unpriced }),
  };
}
