import zlib from 'node:zlib';
import { expect, it } from 'vitest';
import { decodeWholeBody } from './whole-body.ts';

const TEXT = '{"usage":{"input":1},"text":"日本語 🎈"}';

it.each([
  ['gzip', zlib.gzipSync(TEXT)],
  ['GZIP ', zlib.gzipSync(TEXT)],
  ['br', zlib.brotliCompressSync(TEXT)],
  ['zstd', zlib.zstdCompressSync(TEXT)],
  ['identity', Buffer.from(TEXT)],
])('decodes %s', (encoding, bytes) => {
  expect(decodeWholeBody(encoding, bytes)?.toString()).toBe(TEXT);
});

it('leaves to others what it cannot decode', () => {
  expect(decodeWholeBody('gzip', Buffer.from('no gzip'))).toBeUndefined();
  expect(decodeWholeBody('gzip, br', zlib.gzipSync(TEXT))).toBeUndefined();
  expect(decodeWholeBody('unknown', Buffer.from(TEXT))).toBeUndefined();
  expect(decodeWholeBody('gzip', zlib.gzipSync(Buffer.alloc(1_000_000)))).toBeUndefined();
});
