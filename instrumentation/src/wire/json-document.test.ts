import { describe, expect, it } from 'vitest';
import { readDocument } from './json-document.ts';
import { scanDocument } from './json-scan.ts';
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

describe.each([
  ['readDocument', readDocument],
  ['scanDocument', scanDocument],
])('%s', (_name, read) => {
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
    expect(read(bytes, SHAPE)).toEqual(inPieces(bytes));
  });

  it('agrees with reading in pieces on generated documents', () => {
    let seed = 3;
    const random = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n;
    const letters = ['a', ' ', '"', '\\', '\\"', '[', ']', '{', '}', ',', ':', 'é', '🎈', '\n'];
    const text = () =>
      Array.from({ length: random(90) }, () =>
        random(5) === 0 ? (letters[random(letters.length)] ?? '') : 'x',
      ).join('');
    const value = (depth: number): unknown => {
      const kind = random(depth > 2 ? 3 : 5);
      if (kind === 0) return random(1000) - 500;
      if (kind === 1) return text();
      if (kind === 2) return [null, true, false][random(3)];
      if (kind === 3) return Array.from({ length: random(4) }, () => value(depth + 1));
      return Object.fromEntries(
        ['model', 'usage', 'id', text()].slice(random(4)).map((name) => [name, value(depth + 1)]),
      );
    };
    for (let i = 0; i < 500; i += 1) {
      const document = {
        list: value(0),
        other: value(0),
        nested: value(0),
        model: value(0),
        usage: value(0),
      };
      const whole = Buffer.from(JSON.stringify(document, null, random(3)));
      const bytes = random(3) === 0 ? whole.subarray(0, random(whole.length)) : whole;
      expect(read(bytes, SHAPE)).toEqual(inPieces(bytes));
    }
  });
});
