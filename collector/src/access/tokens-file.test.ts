import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TokenAccess } from './token-access.ts';
import { createToken, hashToken } from './token.ts';
import { loadFirstTokens, loadTokens, parseTokens, tokenLine } from './tokens-file.ts';

const HEX = 'ab'.repeat(32);

it('reads back what it wrote, between comments and empty lines', () => {
  const stored = {
    name: 'shop',
    scopes: new Set(['ingest', 'read'] as const),
    sha256: hashToken(createToken()),
  };
  expect(parseTokens(`# who may\n\n${tokenLine(stored)}`, 'tokens')).toEqual([stored]);
});

it.each([
  ['too few words', 'shop ingest', /^tokens:1: a line is "name scopes sha256:hex"/],
  ['a strange name', `sh/op ingest sha256:${HEX}`, /tokens:1: the name must be letters/],
  ['an unknown scope', `shop write sha256:${HEX}`, /"write" is no scope; give ingest or read/],
  ['a name twice', `a read sha256:${HEX}\na read sha256:${HEX}`, /tokens:2: the name a is there twice/],
  ['a token and not its hash', 'shop ingest outlay_SECRET', /the token itself does not belong here/],
])('refuses %s, and never repeats what may be a token', (_, text, message) => {
  expect(() => parseTokens(text, 'tokens')).toThrow(message);
  expect(() => parseTokens(text, 'tokens')).not.toThrow(/SECRET/);
});

it('starts with no file without tokens, but lets nobody in where the last was taken away', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outlay-tokens-'));
  const file = join(folder, 'tokens');
  const token = createToken();
  writeFileSync(file, tokenLine({ name: 'shop', scopes: new Set(['ingest']), sha256: hashToken(token) }));
  const access = new TokenAccess(loadFirstTokens(file));
  expect(access.check(`Bearer ${token}`, 'ingest').outcome).toBe('allowed');
  writeFileSync(file, '# nobody\n');
  access.replace(loadTokens(file));
  expect(access.check(`Bearer ${token}`, 'ingest').outcome).toBe('unauthenticated');
  expect(() => loadFirstTokens(file)).toThrow(
    /tokens has no tokens, so nobody could send or read; make one with/,
  );
  rmSync(folder, { recursive: true });
});
