import type { Readable, Writable } from 'node:stream';
import { guard, type OnFault } from '../guard.ts';

/**
 * Observes what is written to one stream: `write` and `end` of this instance are called through, nothing is consumed and
 * no flow changes.
 */
export function observeWrites(
  stream: Pick<Writable, 'write' | 'end'>,
  onBytes: (bytes: Uint8Array) => void,
  onFault: OnFault,
): void {
  const observe = (chunk: unknown, encoding: unknown): void => {
    guard(onFault, () => {
      if (typeof chunk === 'string') {
        onBytes(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'));
      } else if (chunk instanceof Uint8Array) {
        onBytes(chunk);
      }
    });
  };
  const { write, end } = stream;
  stream.write = function (this: Writable, ...args: unknown[]) {
    observe(args[0], args[1]);
    return Reflect.apply(write, this, args) as boolean;
  } as Writable['write'];
  stream.end = function (this: Writable, ...args: unknown[]) {
    observe(args[0], args[1]);
    return Reflect.apply(end, this, args) as Writable;
  } as Writable['end'];
}

/** Observes what arrives in one stream, `null` at its end: `push` of this instance is called through. */
export function observePushes(
  stream: Readable,
  onChunk: (chunk: Uint8Array | null) => void,
  onFault: OnFault,
): void {
  const { push } = stream;
  stream.push = function (this: Readable, ...args: Parameters<Readable['push']>) {
    const chunk: unknown = args[0];
    if (chunk === null || chunk instanceof Uint8Array) guard(onFault, () => onChunk(chunk));
    return Reflect.apply(push, this, args) as boolean;
  };
}
