import type { WriteStream } from 'node:tty';
import type { TableStyle } from './table-layout.ts';

/** Lines that go to a file or another program are as long as they need to be. */
const UNLIMITED = Infinity;

/**
 * How to print to a stream: as wide as the terminal and in colour, unless `NO_COLOR` is set (`hasColors` heeds it) or the
 * stream is no terminal.
 */
export function terminalStyle(stream: Pick<WriteStream, 'isTTY' | 'columns' | 'hasColors'>): TableStyle {
  if (!stream.isTTY) return { width: UNLIMITED, color: false };
  return { width: stream.columns || UNLIMITED, color: stream.hasColors() };
}
