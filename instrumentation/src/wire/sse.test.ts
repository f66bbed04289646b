import { describe, expect, it } from 'vitest';
import { SseParser } from './sse.ts';

function parse(text: string, pieceSize = Infinity): string[] {
  const events: string[] = [];
  let data: Buffer[] = [];
  const parser = new SseParser({
    data: (piece) => data.push(Buffer.from(piece)),
    event() {
      events.push(Buffer.concat(data).toString('utf8'));
      data = [];
    },
  });
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += pieceSize) parser.write(bytes.subarray(i, i + pieceSize));
  parser.end();
  return events;
}

const STREAM = [
  ': a comment',
  'event: first',
  'data: {"text":"日本語 🎈"}',
  '',
  'id: 7',
  'data:no space',
  'retry: 10',
  '',
  '',
  'data: two',
  'data:  lines',
  '',
  'datum: other field',
  'data',
  '',
  'data: [DONE]',
  '',
  '',
];
const EVENTS = ['{"text":"日本語 🎈"}', 'no space', 'two\n lines', '', '[DONE]'];

describe('SseParser', () => {
  for (const [name, newline] of [
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ] as const) {
    it.each([1, 2, 3, 5, 17, Infinity])(`reads lines that end in ${name} in pieces of %s bytes`, (size) => {
      expect(parse(STREAM.join(newline), size)).toEqual(EVENTS);
    });
  }

  it('takes an event without its blank line when the stream ends', () => {
    expect(parse('data: a\n\ndata: b')).toEqual(['a', 'b']);
  });

  it('passes over a byte order mark', () => {
    expect(parse('\uFEFFdata: a\n\n', 1)).toEqual(['a']);
  });

  it('makes no event of comments alone', () => {
    expect(parse(': ping\n\n: ping\n\n')).toEqual([]);
  });
});
