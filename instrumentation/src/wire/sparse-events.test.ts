import { describe, expect, it } from 'vitest';
import { EventReader, memberMarkers } from './event-reader.ts';
import type { Shape } from './json-extractor.ts';
import { SparseEvents } from './sparse-events.ts';
import { SseParser } from './sse.ts';

const SHAPE: Shape = { object: { id: true, usage: true, error: true, type: true } };
const MEMBERS = ['usage', 'meta'];

function readAll(text: string, pieceSize: number, sparse: boolean): unknown[] {
  const documents: unknown[] = [];
  const events = new EventReader(SHAPE, (document) => documents.push(document), MEMBERS);
  const body = sparse ? new SparseEvents(events, memberMarkers(MEMBERS) ?? []) : new SseParser(events);
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += pieceSize) {
    // The caller may do with its bytes what it likes.
    const piece = Buffer.from(bytes.subarray(i, i + pieceSize));
    body.write(piece);
    piece.fill(0x7b);
  }
  body.end();
  return documents;
}

const delta = (i: number, text = 'word') => ({ id: `e${i}`, delta: { content: text }, usage: null });
const usage = (i: number) => ({ id: `e${i}`, usage: { input: i } });
const event = (document: unknown, end = '\n') => `data: ${JSON.stringify(document)}${end}${end}`;

describe('SparseEvents', () => {
  it('reads the first event, those with a wanted member, and the error at the end', () => {
    const documents = [
      ...Array.from({ length: 300 }, (_, i) => (i === 150 ? usage(i) : delta(i))),
      { id: 'last', error: { type: 'server_error' } },
    ];
    const text = `${documents.map((document) => event(document)).join('')}data: [DONE]\n\n`;
    for (const size of [1, 7, 100, 5_000, 1e6]) {
      expect(readAll(text, size, true)).toEqual([
        { id: 'e0', usage: null },
        { id: 'e150', usage: { input: 150 } },
        { id: 'last', error: { type: 'server_error' } },
      ]);
    }
  });

  it('reads what a stream that is cut in the middle of an event has told until there', () => {
    const text = [delta(1), usage(2), delta(3)].map((document) => event(document)).join('');
    expect(readAll(text.slice(0, -20), 10, true)).toEqual([
      { id: 'e1', usage: null },
      { id: 'e2', usage: { input: 2 } },
    ]);
    expect(readAll('', 1, true)).toEqual([]);
  });

  it('is not misled by what stands inside texts', () => {
    const text = [
      delta(1),
      delta(2, '"usage":{"input":9}'),
      delta(3, 'data: {"usage":{}}\n\ndata: x'),
      usage(4),
    ];
    expect(readAll(text.map((document) => event(document)).join(''), 50, true)).toEqual([
      { id: 'e1', usage: null },
      { id: 'e4', usage: { input: 4 } },
    ]);
  });

  it('agrees with reading every event, for all line ends, sizes of events and pieces', () => {
    let seed = 5;
    const random = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n;
    for (let round = 0; round < 150; round += 1) {
      const end = ['\n', '\r\n', '\r'][random(3)] ?? '\n';
      const parts = Array.from({ length: random(120) }, (_, i) => {
        switch (random(12)) {
          case 0:
            return event(usage(i), end);
          case 1:
            return `: a comment${end}${end}`;
          case 2:
            return `event: delta${end}id: ${i}${end}${event(delta(i, 'é🎈 '.repeat(random(20))), end)}`;
          case 3:
            return random(20) === 0 ? event(delta(i, 'large '.repeat(random(30_000))), end) : '';
          case 4:
            return event({ id: `e${i}`, meta: random(100) }, end);
          case 5:
            // A document over several lines.
            return `data: {"id": "e${i}",${end}data: "usage": {"input": ${i}}}${end}${end}`;
          default:
            return event(delta(i), end);
        }
      });
      if (random(2) === 0) parts.push(event({ type: 'error', error: { code: 'x' } }, end));
      if (random(2) === 0) parts.push(`data: [DONE]${end}${end}`);
      let text = parts.join('');
      if (random(4) === 0) text = text.slice(0, random(text.length + 1));
      const wanted = readAll(text, 1_000, false);
      for (const size of [1 + random(30), 100 + random(9_000)]) {
        const read = readAll(text, size, true);
        // An event that is not wanted may be read along, never the other way round.
        expect(read).toEqual(wanted);
      }
    }
  });
});
