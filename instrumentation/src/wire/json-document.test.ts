import { describe, expect, it } from 'vitest';
import { readDocument } from './json-document.ts';
import { JsonExtractor, type Shape } from '../wire/json-extractor.ts';

const SHAPE: Shape = {
  object: {
    model: true,
    usage: true,
    list: { array: { object: { id: true } } },
    nested: { object: { a: true, list: { array: true } } },
    either: { object: { to: true }, array: { object: { to: true } } },
  },
};

function inPieces(bytes: Buffer): unknown {
  const extractor = new JsonExtractor(SHAPE);
  for (const byte of bytes) extractor.write(Uint8Array.of(byte));
  return extractor.end();
}

describe('readDocument', () => {
  it.each([
    '{"model":"m","usage":{"a":[1,{"b":null}]},"other":{"model":1}}',
    '{"model":"a","model":"b","mod\\u0065l":"c","\\u0075sage":"é🎈\\n"}',
    '{"list":[{"id":1,"x":2},3,null,{"y":4},[5]],"nested":{"a":null,"list":[1,null,"x"],"b":1}}',
    '{"list":{"id":1},"nested":[{"a":1}],"either":[{"to":1},2],"model":null,"usage":false}',
    '{"list":null,"nested":null,"either":{"to":["a"]}}',
    '{"__proto__":{"model":"m"},"constructor":1,"hasOwnProperty":2}',
    '\uFEFF {"model":"m"}',
    '{"model":"m","usage":{"a":1},"broken',
    '{"model":"m"} trailing',
    '[{"model":"m"}]',
    '"model"',
    'nothing',
    '',
    `{"filler":"${'x'.repeat(10_000)}","model":"m"}`,
  ])('gives what reading in pieces gives: %.60s', (text) => {
    const bytes = Buffer.from(text);
    expect(readDocument(bytes, SHAPE)).toEqual(inPieces(bytes));
  });
});
