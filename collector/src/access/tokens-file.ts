import { readFileSync } from 'node:fs';
import { OutlayError } from '../error.ts';
import { SCOPES, type Scope, type StoredToken } from './token.ts';

const HASH_PREFIX = 'sha256:';
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Reads a tokens file: a line for each token, `name scope[,scope] sha256:hex`; empty lines and those that start with `#` are
 * left out. Without any token nobody may do anything: the last was taken away.
 *
 * @throws OutlayError naming file, line and remedy
 */
export function loadTokens(file: string): StoredToken[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new OutlayError(
      `cannot read the tokens file ${file}: ${cause instanceof Error ? cause.message : String(cause)}; ` +
        `make it with: outlay token create --tokens ${file} --name NAME --scope ingest`,
      { cause },
    );
  }
  return parseTokens(text, file);
}

/**
 * Reads a tokens file for a start.
 *
 * @throws OutlayError as `loadTokens`; also for a file without tokens, which would let nobody in
 */
export function loadFirstTokens(file: string): StoredToken[] {
  const tokens = loadTokens(file);
  if (tokens.length > 0) return tokens;
  throw new OutlayError(
    `${file} has no tokens, so nobody could send or read; make one with: ` +
      `outlay token create --tokens ${file} --name NAME --scope ingest`,
  );
}

/** @throws OutlayError naming file, line and remedy */
export function parseTokens(text: string, file: string): StoredToken[] {
  const tokens: StoredToken[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const entry = line.trim();
    if (entry === '' || entry.startsWith('#')) continue;
    const token = parseEntry(entry, `${file}:${index + 1}`);
    if (tokens.some(({ name }) => name === token.name)) {
      throw new OutlayError(
        `${file}:${index + 1}: the name ${token.name} is there twice; remove one of the lines`,
      );
    }
    tokens.push(token);
  }
  return tokens;
}

/** What is wrong is told without the hash or whatever stands in its place: it may be a token by mistake. */
function parseEntry(entry: string, place: string): StoredToken {
  const [name = '', scopes = '', hash = '', ...rest] = entry.split(/\s+/);
  if (rest.length > 0 || hash === '') {
    throw new OutlayError(
      `${place}: a line is "name scopes ${HASH_PREFIX}hex", such as "shop ingest ${HASH_PREFIX}9f86…"`,
    );
  }
  if (!isTokenName(name)) {
    throw new OutlayError(`${place}: the name must be letters, digits, ".", "_" or "-", at most 64 of them`);
  }
  const digest = hash.startsWith(HASH_PREFIX) ? hash.slice(HASH_PREFIX.length) : '';
  if (!/^[0-9a-f]{64}$/i.test(digest)) {
    throw new OutlayError(
      `${place}: the hash of ${name} must be "${HASH_PREFIX}" and 64 hexadecimal digits; ` +
        'the token itself does not belong here: make a new one with outlay token create',
    );
  }
  return { name, scopes: parseScopes(scopes, place), sha256: Buffer.from(digest, 'hex') };
}

export function isTokenName(name: string): boolean {
  return NAME.test(name);
}

function parseScopes(text: string, place: string): ReadonlySet<Scope> {
  const scopes = text.split(',');
  const unknown = scopes.find((scope) => !isScope(scope));
  if (unknown !== undefined) {
    throw new OutlayError(
      `${place}: "${unknown}" is no scope; give ${SCOPES.join(' or ')}, or both with a comma`,
    );
  }
  return new Set(scopes.filter(isScope));
}

function isScope(text: string): text is Scope {
  return SCOPES.some((scope) => scope === text);
}

export function tokenLine({ name, scopes, sha256 }: StoredToken): string {
  return `${name} ${[...scopes].join(',')} ${HASH_PREFIX}${sha256.toString('hex')}\n`;
}
