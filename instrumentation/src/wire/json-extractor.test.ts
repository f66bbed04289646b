import { describe, expect, it } from 'vitest';
import { JsonExtractor, type Shape } from './json-extractor.ts';

function extract(text: string | Buffer, shape: Shape, pieceSize = Infinity): unknown {
  const bytes = Buffer.from(text);
  const extractor = new JsonExtractor(shape);
  for (let i = 0; i < bytes.length; i += pieceSize) extractor.write(bytes.subarray(i, i + pieceSize));
  return extractor.end();
}

const RESPONSE = JSON.stringify({
  id: 'r-1',
  text: 'braces } ] " and \\ "usage": {"input": 99} in text, ünïcödé 日本語 🎈',
  nested: [{ usage: { input: 1 } }, [[{}]], '"', '\\'],
  'mod\u0065l': 'm"1\\',
  usage: { input: 12, details: { cached: 3 }, list: [1, 'two', null, true] },
  last: -1.5e3,
});
const SHAPE: Shape = { object: { model: true, usage: true, last: true } };
const WANTED = {
  model: 'm"1\\',
  usage: { input: 12, details: { cached: 3 }, list: [1, 'two', null, true] },
  last: -1500,
};

describe('JsonExtractor', () => {
  it.each([1, 2, 3, 7, 64, Infinity])('finds the wanted members in pieces of %s bytes', (size) => {
    expect(extract(RESPONSE, SHAPE, size)).toEqual(WANTED);
  });

  it('gives the same with white space between all tokens and a byte order mark before them', () => {
    const spaced = `\uFEFF ${JSON.stringify(JSON.parse(RESPONSE), null, '\t')}\r\n`;
    for (const size of [1, 5, Infinity]) expect(extract(spaced, SHAPE, size)).toEqual(WANTED);
  });

  it('decodes keys that are written with escapes', () => {
    expect(extract('{"\\u006dodel":"a","m\\"":1}', { object: { model: true, 'm"': true } }, 1)).toEqual({
      model: 'a',
      'm"': 1,
    });
  });

  it('does not take members of nested objects for its own', () => {
    expect(extract('{"a":{"model":"inner"},"b":["model"]}', { object: { model: true } }, 1)).toEqual({});
  });

  it('descends into objects and arrays that the shape names', () => {
    const shape: Shape = { object: { data: { array: { object: { id: true } } } } };
    expect(extract('{"data":[{"id":1,"x":[{"id":9}]},{"y":2},{"id":3}]}', shape, 1)).toEqual({
      data: [{ id: 1 }, {}, { id: 3 }],
    });
  });

  it('reads a document that may be an object or an array', () => {
    const shape: Shape = { object: { to: true }, array: { object: { to: true } } };
    expect(extract('{"to":"a"}', shape, 1)).toEqual({ to: 'a' });
    expect(extract('[{"to":"a"},{"to":["b","c"]}]', shape, 1)).toEqual([{ to: 'a' }, { to: ['b', 'c'] }]);
    expect(extract('[]', shape, 1)).toEqual([]);
  });

  it('passes over a value of another type than the shape names', () => {
    expect(
      extract('{"response":null,"model":"m"}', { object: { response: { object: {} }, model: true } }),
    ).toEqual({
      model: 'm',
    });
  });

  it('takes the last of two members of one name', () => {
    expect(extract('{"a":1,"a":2}', { object: { a: true } })).toEqual({ a: 2 });
  });

  it('keeps what was complete when the document is broken off', () => {
    const cut = RESPONSE.slice(0, RESPONSE.indexOf('"last"'));
    expect(extract(cut, SHAPE)).toEqual({ model: WANTED.model, usage: WANTED.usage });
    expect(extract('{"usage":{"input":1', SHAPE)).toEqual({});
  });

  it.each([
    '',
    '   ',
    'not json',
    '{"a" 1}',
    '{1:2}',
    '{"a":1 "b":2}',
    '"text"',
    '42',
    '{"model":nope}',
    ']',
    '}}',
  ])('survives %j', (text) => {
    expect(() => extract(text, SHAPE, 1)).not.toThrow();
  });

  it('does not let a member named __proto__ reach a prototype', () => {
    const document = extract('{"__proto__":{"polluted":true},"model":"m"}', SHAPE);
    expect(document).toEqual({ model: 'm' });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('keeps no more than a megabyte of a wanted value, and still finds the next one', () => {
    const document = `{"usage":"${'x'.repeat(2_000_000)}","model":"m"}`;
    expect(extract(document, SHAPE, 65_536)).toEqual({ model: 'm' });
  });

  it('agrees with JSON.parse on generated documents, however they are cut', () => {
    let seed = 7;
    const random = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n;
    const texts = ['"', '\\', '{', '}', '[', ']', ',', ':', 'é', '🎈', '\n', 'usage'];
    // JSON.parse of Node 24.21 itself takes the key "\\n" for "\\" once it has seen an object with that key.
    const keys = texts.filter((text) => text !== '\\');
    const value = (depth: number): unknown => {
      const kind = random(depth > 3 ? 4 : 6);
      if (kind === 0) return random(1000) - 500;
      if (kind === 1) return [true, false, null][random(3)];
      if (kind < 4) return Array.from({ length: random(6) }, () => texts[random(texts.length)]).join('');
      if (kind === 4) return Array.from({ length: random(4) }, () => value(depth + 1));
      return Object.fromEntries(
        Array.from({ length: random(4) }, () => [keys[random(keys.length)], value(depth + 1)]),
      );
    };
    for (let i = 0; i < 300; i += 1) {
      const source = { a: value(0), usage: value(0), b: value(0), model: value(0) };
      const text = JSON.stringify(source, null, random(3));
      expect(extract(text, { object: { usage: true, model: true } }, 1 + random(9))).toEqual({
        usage: source.usage,
        model: source.model,
      });
    }
  });

  it('passes over long texts and arrays of any content, however they are cut', () => {
    let seed = 11;
    const random = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n;
    const letters = ['a', 'b', ' ', '"', '\\', '\\"', '\\\\', '[', ']', '{', '}', 'é', '🎈', '\n'];
    const text = () =>
      Array.from({ length: random(300) }, () =>
        random(8) === 0 ? (letters[random(letters.length)] ?? '') : 'plain ',
      ).join('');
    const numbers = () => Array.from({ length: random(400) }, () => random(1e6) / 7e6);
    for (let i = 0; i < 100; i += 1) {
      const source = {
        before: [numbers(), text(), { text: text(), deep: [[numbers()], {}] }],
        usage: { input: random(1000), note: text() },
        object: { usage: { input: -1 }, text: text(), numbers: numbers() },
        model: text(),
        after: [text(), []],
      };
      const wanted = { usage: source.usage, model: source.model };
      const document = JSON.stringify(source);
      for (const size of [1 + random(20), 50 + random(500), Infinity]) {
        expect(extract(document, { object: { usage: true, model: true } }, size)).toEqual(wanted);
      }
    }
  });

  it('finds a member whose name is cut by a chunk or written with escapes', () => {
    const shape: Shape = { object: { 'a "name"': true, b: { object: { é: true } } } };
    const document = '{"a \\"name\\"":1,"b":{"\\u00e9":2},"c":3}';
    for (const size of [1, 2, 3, Infinity]) {
      expect(extract(document, shape, size)).toEqual({ 'a "name"': 1, b: { é: 2 } });
    }
  });
});
