import type { ResponseHead } from '../../capture/types.ts';
import { USAGE_UNIT, type UsageUnit } from '../../names.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import type { CallReader, Reading } from '../types.ts';

type Units = Partial<Record<UsageUnit, number>>;

export interface SupabaseReaderOptions {
  /** What the request does, where its path does not tell. */
  operation?: string;
  /** The table or function of a database request. */
  table?: string | undefined;
  requestShape?: Shape;
  /** Units that a request comes to, asked when it is over. `document` is its body as far as it was wanted. */
  unitsOf?: (statusCode: number, document: unknown) => Units;
  /** True to count the rows of the response. */
  countsRows?: boolean;
}

/** An empty shape counts the rows, and keeps nothing of them. */
const ROWS_SHAPE: Shape = { array: { object: {} } };
/** The first and last row, or a star for none, then the total or a star. Source: RFC 9110, 14.4, as PostgREST uses it. */
const CONTENT_RANGE = /^(?:items )?(\d+)-(\d+)\/|^(?:items )?(\*)\/(\d+|\*)$/;
/** What Cloudflare calls a response that it had in its cache; what leaves Supabase that way has a price of its own. */
const FROM_CACHE: ReadonlySet<string> = new Set(['HIT', 'STALE', 'UPDATING', 'REVALIDATED']);

/** Reads what every request to Supabase has: bytes both ways, and rows where there are any. */
export class SupabaseReader implements CallReader {
  readonly requestShape?: Shape;
  readonly #options: SupabaseReaderOptions;
  #request: unknown;
  #statusCode: number | undefined;
  #rows: number | undefined;
  #isCached = false;
  #bytes: { sent: number; received: number } | undefined;

  constructor(options: SupabaseReaderOptions) {
    this.#options = options;
    if (options.requestShape !== undefined) this.requestShape = options.requestShape;
  }

  /** The body is read for its rows only when no header tells them. */
  get responseShape(): Shape | undefined {
    return this.#options.countsRows === true && this.#rows === undefined ? ROWS_SHAPE : undefined;
  }

  readRequest(document: unknown): void {
    this.#request = document;
  }

  readResponseHead(head: ResponseHead): void {
    this.#statusCode = head.statusCode;
    this.#isCached = FROM_CACHE.has(head.header('cf-cache-status')?.toUpperCase() ?? '');
    if (this.#options.countsRows === true) this.#rows = rowsOf(head.header('content-range'));
  }

  readResponse(document: unknown): void {
    if (Array.isArray(document)) this.#rows ??= document.length;
  }

  readTransfer(bytes: { sent: number; received: number }): void {
    this.#bytes = bytes;
  }

  reading(): Reading {
    const { operation, table, unitsOf } = this.#options;
    const about = { ...(operation !== undefined && { operation }), ...(table !== undefined && { table }) };
    if (this.#statusCode === undefined) return { complete: true, ...about };
    const units: Units = {
      ...unitsOf?.(this.#statusCode, this.#request),
      ...(this.#rows !== undefined && { [USAGE_UNIT.rows]: this.#rows }),
      ...(this.#bytes !== undefined && {
        [USAGE_UNIT.bytesIn]: this.#bytes.sent,
        [USAGE_UNIT.bytesOut]: this.#bytes.received,
      }),
    };
    return {
      complete: true,
      ...about,
      ...(Object.keys(units).length > 0 && { usage: { units } }),
      ...(this.#isCached && { variant: 'cached' }),
    };
  }
}

function rowsOf(range: string | undefined): number | undefined {
  const [, first, last, none, total] = CONTENT_RANGE.exec(range ?? '') ?? [];
  if (first !== undefined && last !== undefined) return Math.max(0, Number(last) - Number(first) + 1);
  // Two stars say nothing of rows: there the body does.
  return none !== undefined && total === '0' ? 0 : undefined;
}
