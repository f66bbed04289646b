import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { PRICING, UNPRICED_REASON, USAGE_UNIT, type UsageUnit } from '@outlay/instrumentation/names';
import { type PriceCatalogue, type Usage, nanoFromUsd } from '@outlay/instrumentation/pricing';
import { OutlayError } from '../error.ts';
import type { ImportedCall } from '../ledger/imported-call.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type ColumnChoices, type ColumnMap, mapColumns } from './columns.ts';
import { BadRowError, type PastCall, parsePastCall } from './past-call.ts';
import { type CsvRow, type OnProgress, readCsvRows } from './read-rows.ts';

export interface ImportOptions {
  readonly path: string;
  readonly columns: ColumnChoices;
  /** Of timestamps without an offset. */
  readonly timeZone: string;
  /** Booked as the job, where telemetry has the service. */
  readonly service: string;
  /** Take the file's own cost_usd before our price. */
  readonly preferStated: boolean;
  /** Calls cannot be later. */
  readonly now: Date;
  /** Do everything but book. */
  readonly dryRun: boolean;
  readonly onProgress: (phase: 'checking' | 'booking', share: number) => void;
}

export interface ImportSummary {
  readonly rows: number;
  /** Calls booked now, or that would be. */
  readonly booked: number;
  /** Calls that were booked by an earlier import. */
  readonly known: number;
  readonly costNanoUsd: bigint;
  /** Sum of the file's own figures over the same rows, where it has them. */
  readonly statedUsd: number | undefined;
  /** Calls that have no price or only a part of one, by model. */
  readonly unpriced: ReadonlyMap<string, number>;
  readonly first: Date | undefined;
  readonly last: Date | undefined;
}

/** Bad rows that are named before the rest is only counted. */
const MAX_REPORTED_ROWS = 10;
/** Calls a transaction: short enough to let a collector on the same ledger in between. */
const CHUNK = 2_000;

/**
 * Books the calls of a CSV file. The whole file is checked first, so a bad row leaves the ledger as it was. A row that
 * was booked by an earlier import, of this file or a shorter version of it, is left out.
 *
 * @throws OutlayError with the line of each bad row; LedgerWriteError when the ledger cannot be written
 */
export async function importFile(
  ledger: Ledger,
  prices: PriceCatalogue,
  options: ImportOptions,
): Promise<ImportSummary> {
  await checkRows(options);

  const summary = new SummaryBuilder();
  const ordinals = new Map<string, number>();
  let chunk: ImportedCall[] = [];
  let importId: number | undefined;
  const flush = () => {
    if (!options.dryRun && chunk.length > 0) {
      importId ??= ledger.beginImport(basename(options.path), options.now);
      ledger.bookImported(chunk, importId);
    }
    chunk = [];
  };
  for await (const { row, call } of pastCalls(options, reporter(options, 'booking'))) {
    const rowKey = keyOf(row, options, ordinals);
    const isKnown = ledger.hasImportedRow(rowKey);
    const imported = priceCall(call, rowKey, prices, options);
    summary.add(call, imported, isKnown);
    if (isKnown) continue;
    chunk.push(imported);
    if (chunk.length >= CHUNK) flush();
  }
  flush();
  return summary.build();
}

async function checkRows(options: ImportOptions): Promise<void> {
  const mistakes: string[] = [];
  let bad = 0;
  let rows = 0;
  for await (const { error } of pastCallsOrErrors(options, reporter(options, 'checking'))) {
    rows += 1;
    if (error === undefined) continue;
    bad += 1;
    if (mistakes.length < MAX_REPORTED_ROWS) mistakes.push(error);
  }
  if (bad > 0) {
    const more = bad > mistakes.length ? [`... and ${bad - mistakes.length} more rows`] : [];
    throw new OutlayError(
      [...mistakes, ...more, 'nothing was booked; mend these rows and import again'].join('\n'),
    );
  }
  if (rows === 0) throw new OutlayError(`${options.path}: the file has no rows below its header`);
}

async function* pastCalls(options: ImportOptions, onProgress: OnProgress) {
  for await (const { row, call, error } of pastCallsOrErrors(options, onProgress)) {
    // The file was checked a moment ago; it can only have changed since.
    if (call === undefined) throw new OutlayError(`${error}; the file changed while it was read`);
    yield { row, call };
  }
}

async function* pastCallsOrErrors({ path, columns, timeZone, now }: ImportOptions, onProgress: OnProgress) {
  let map: ColumnMap | undefined;
  for await (const row of readCsvRows(path, onProgress)) {
    map ??= mapColumns(Object.keys(row.values), columns);
    try {
      yield { row, call: parsePastCall(row.values, map, timeZone, now), error: undefined };
    } catch (error) {
      if (!(error instanceof BadRowError)) throw error;
      yield { row, call: undefined, error: `${path}:${row.line}: ${error.message}` };
    }
  }
}

function reporter({ onProgress }: ImportOptions, phase: 'checking' | 'booking'): OnProgress {
  return (read, total) => onProgress(phase, total === 0 ? 1 : read / total);
}

/**
 * Rows with the same text are calls of their own; their place among their likes tells them apart. What the options say of
 * all rows is part of what a row says.
 */
function keyOf(row: CsvRow, { service, columns }: ImportOptions, ordinals: Map<string, number>): Uint8Array {
  const text = createHash('sha256')
    .update(JSON.stringify([Object.values(row.values), service, Object.entries(columns.set).sort()]))
    .digest('base64');
  const ordinal = ordinals.get(text) ?? 0;
  ordinals.set(text, ordinal + 1);
  return createHash('sha256').update(`${text} ${ordinal}`).digest();
}

function priceCall(
  call: PastCall,
  rowKey: Uint8Array,
  prices: PriceCatalogue,
  { preferStated, service }: ImportOptions,
): ImportedCall {
  const { at, provider, model, operation, serviceTier, variant, labels, userId, usage, statedUsd } = call;
  const priced = isEmpty(usage)
    ? { priced: false as const, reason: UNPRICED_REASON.noUsage }
    : prices.price({ provider, model, operation, serviceTier, variant, usage, at });
  const stated =
    statedUsd === undefined
      ? undefined
      : { nanoUsd: BigInt(nanoFromUsd(statedUsd)), pricing: PRICING.stated };
  const computed = priced.priced
    ? { nanoUsd: BigInt(priced.costNanoUsd), pricing: PRICING.exact }
    : undefined;
  const unpricedReason = priced.priced ? priced.unpriced : priced.reason;
  // Our price counts when it covers the whole call; else what the file says of the whole counts.
  const takesStated = stated !== undefined && (preferStated || unpricedReason !== undefined);
  return {
    rowKey,
    at,
    job: service,
    labels,
    userId,
    cost: takesStated ? stated : computed,
    unpricedReason: takesStated ? undefined : unpricedReason,
    units: unitsOf(usage),
  };
}

function isEmpty(usage: Usage): boolean {
  return Object.keys(usage).length === 0;
}

function unitsOf(usage: Usage): ReadonlyMap<UsageUnit, number> {
  const counts: [UsageUnit, number | undefined][] = [
    [USAGE_UNIT.inputTokens, usage.inputTokens],
    [USAGE_UNIT.outputTokens, usage.outputTokens],
    [USAGE_UNIT.cacheReadTokens, usage.cacheReadTokens],
    [USAGE_UNIT.cacheWriteTokens, usage.cacheWriteTokens],
    [USAGE_UNIT.reasoningTokens, usage.reasoningTokens],
    ...(Object.entries(usage.units ?? {}) as [UsageUnit, number][]),
  ];
  return new Map(counts.filter((entry): entry is [UsageUnit, number] => (entry[1] ?? 0) > 0));
}

class SummaryBuilder {
  readonly #unpriced = new Map<string, number>();
  #rows = 0;
  #booked = 0;
  #costNanoUsd = 0n;
  #statedUsd: number | undefined;
  #first: Date | undefined;
  #last: Date | undefined;

  add(call: PastCall, imported: ImportedCall, isKnown: boolean): void {
    this.#rows += 1;
    if (this.#first === undefined || call.at < this.#first) this.#first = call.at;
    if (this.#last === undefined || call.at > this.#last) this.#last = call.at;
    if (isKnown) return;
    this.#booked += 1;
    this.#costNanoUsd += imported.cost?.nanoUsd ?? 0n;
    if (call.statedUsd !== undefined) this.#statedUsd = (this.#statedUsd ?? 0) + call.statedUsd;
    if (imported.unpricedReason !== undefined) {
      const model = call.model === undefined ? call.provider : `${call.model} of ${call.provider}`;
      this.#unpriced.set(model, (this.#unpriced.get(model) ?? 0) + 1);
    }
  }

  build(): ImportSummary {
    return {
      rows: this.#rows,
      booked: this.#booked,
      known: this.#rows - this.#booked,
      costNanoUsd: this.#costNanoUsd,
      statedUsd: this.#statedUsd,
      unpriced: this.#unpriced,
      first: this.#first,
      last: this.#last,
    };
  }
}
