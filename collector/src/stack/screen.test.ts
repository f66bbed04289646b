import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openScreen } from './screen.ts';

function terminal(rows: number) {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows, hasColors: () => true });
  const screen = openScreen(stream as unknown as NodeJS.WriteStream);
  return { screen, written: () => (stream.read() as Buffer | null)?.toString() ?? '' };
}

describe('the screen', () => {
  it('draws over the picture before, and keeps printed lines above it', () => {
    const { screen, written } = terminal(24);
    screen.draw(['one', 'two']);
    expect(written()).toBe('one\ntwo\n');
    screen.draw(['three']);
    expect(written()).toBe('\x1b[2A\r\x1b[Jthree\n');
    screen.print('a line that stays');
    expect(written()).toBe('\x1b[1A\r\x1b[Ja line that stays\nthree\n');
  });

  it('draws no more lines than the terminal has', () => {
    const { screen, written } = terminal(3);
    screen.draw(['one', 'two', 'three', 'four']);
    expect(written()).toBe('one\ntwo\n');
  });

  it('writes one picture after the other where nothing can be drawn over', () => {
    const stream = new PassThrough();
    const screen = openScreen(stream as unknown as NodeJS.WriteStream);
    screen.draw(['one']);
    screen.print('a line');
    screen.draw(['two']);
    expect((stream.read() as Buffer).toString()).toBe('one\na line\ntwo\n');
    expect(screen.color).toBe(false);
  });
});
