import { describe, expect, it } from 'vitest';
import { UsageEventFilter } from './usage-event-filter.ts';

const TEXT = { choices: [{ delta: { content: 'ein Glück 日本語' } }], usage: null };
const USAGE = { choices: [], usage: { prompt_tokens: 3, completion_tokens: 5 } };

function events(documents: readonly unknown[], newline: string): string {
  return documents
    .map(
      (document) =>
        `data: ${typeof document === 'string' ? document : JSON.stringify(document)}${newline}${newline}`,
    )
    .join('');
}

function filter(text: string, pieceSize: number): string {
  const bytes = Buffer.from(text);
  const filtering = new UsageEventFilter();
  const passed: Uint8Array[] = [];
  for (let i = 0; i < bytes.length; i += pieceSize) {
    // A copy whose memory is gone afterwards, as a stream would take it.
    const chunk = new Uint8Array(bytes.subarray(i, i + pieceSize));
    const piece = filtering.write(chunk) as Uint8Array<ArrayBuffer>;
    passed.push(piece.slice());
    structuredClone(piece, { transfer: [piece.buffer] });
    if (piece !== chunk) structuredClone(chunk, { transfer: [chunk.buffer] });
  }
  passed.push(filtering.end());
  return Buffer.concat(passed).toString();
}

describe('UsageEventFilter', () => {
  for (const [name, newline] of [
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ] as const) {
    it.each([1, 2, 3, 7, 64, 100_000])(
      `takes the usage alone out of lines that end in ${name}, in pieces of %i bytes`,
      (pieceSize) => {
        const text = events([TEXT, TEXT, USAGE, '[DONE]'], newline);
        expect(filter(`: hello${newline}${text}`, pieceSize)).toBe(
          `: hello${newline}${events([TEXT, TEXT, '[DONE]'], newline)}`,
        );
      },
    );
  }

  it.each([
    ['usage beside a choice', { choices: [{ delta: {} }], usage: USAGE.usage }],
    ['no usage', { choices: [], prompt_filter_results: [] }],
    ['usage that is null', { choices: [], usage: null }],
    ['a text that names usage', { choices: [], delta: '"usage": {}' }],
    ['what is no JSON', '{"choices": [], "usage": {'],
  ])('passes on %s', (_what, document) => {
    const text = events([document], '\n');
    expect(filter(text, 5)).toBe(text);
  });

  it('takes usage out that lacks the empty line at the end of the stream', () => {
    expect(filter(`${events([TEXT], '\n')}data: ${JSON.stringify(USAGE)}\n`, 9)).toBe(events([TEXT], '\n'));
  });

  it('passes each event on with the byte that completes it', () => {
    const filtering = new UsageEventFilter();
    const event = Buffer.from(events([TEXT], '\n'));
    expect(filtering.write(event.subarray(0, -1))).toHaveLength(0);
    expect(filtering.write(event.subarray(-1))).toHaveLength(event.length);
    expect(filtering.write(event)).toBe(event);
  });

  it('passes on an event that is too large to be held, as it comes', () => {
    const large = `data: ${'x'.repeat(200_000)}\n\n`;
    const filtering = new UsageEventFilter();
    const bytes = Buffer.from(large + events([USAGE, TEXT], '\n'));
    const first = filtering.write(new Uint8Array(bytes.subarray(0, 100_000)));
    expect(first).toHaveLength(100_000);
    const rest = filtering.write(new Uint8Array(bytes.subarray(100_000)));
    expect(Buffer.concat([first, rest]).toString()).toBe(large + events([TEXT], '\n'));
  });
});
