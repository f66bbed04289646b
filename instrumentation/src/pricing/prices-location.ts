import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

export const PRICES_VARIABLE = 'OUTLAY_PRICES';
export const PRICES_REFRESH_VARIABLE = 'OUTLAY_PRICES_REFRESH';
export const DEFAULT_PRICES_FILE = 'prices.yaml';

/** A price list of 16 MiB is none. */
const MAX_BYTES = 16 * 1024 * 1024;
/** A server that does not answer in this time is asked again at the next refresh. */
const TIMEOUT_MS = 5_000;

/** Where the user's prices stand. */
export interface PricesLocation {
  readonly kind: 'file' | 'url';
  /** Path or URL. */
  readonly place: string;
  /** As it may be shown: without credentials and query. */
  readonly name: string;
}

/** `setting` (`OUTLAY_PRICES`), else `prices.yaml` in the working directory when that is there; undefined when neither. */
export function locatePrices(setting: string | undefined): PricesLocation | undefined {
  if (setting === undefined || setting === '') {
    if (!existsSync(DEFAULT_PRICES_FILE)) return undefined;
    return { kind: 'file', place: resolve(DEFAULT_PRICES_FILE), name: DEFAULT_PRICES_FILE };
  }
  if (!/^https?:\/\//i.test(setting)) return { kind: 'file', place: resolve(setting), name: setting };
  const url = URL.parse(setting);
  const name = url === null ? 'the URL' : `${url.origin}${url.pathname}`;
  return { kind: 'url', place: setting, name };
}

/**
 * The text that stands there now.
 *
 * @throws an error that says what was wrong and names neither credentials nor query
 */
export async function readPrices({ kind, place, name }: PricesLocation): Promise<string> {
  if (kind === 'file') return readFile(place, 'utf8');
  const url = URL.parse(place);
  if (url === null)
    throw new Error(`${PRICES_VARIABLE} is no URL; write https://host/path, or the path of a file`);
  const headers = new Headers({ accept: 'application/yaml, text/plain, */*' });
  if (url.username !== '') {
    // fetch refuses credentials in a URL.
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
    url.username = '';
    url.password = '';
  }
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${name} answered ${response.status}`);
  return readText(response);
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes are no price list`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
