import type protobuf from 'protobufjs/minimal.js';

const WIRE_TYPE_LENGTH_DELIMITED = 2;

/**
 * Reads the fields of one message of `length` bytes at the reader's place. `onField` reads the field's value and
 * answers true, or answers false to have it skipped.
 *
 * @throws RangeError when the message claims more bytes than there are or its fields overrun it
 */
export function decodeMessage(
  reader: protobuf.Reader,
  length: number,
  onField: (field: number, wireType: number) => boolean,
): void {
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError('message is longer than its container');
  while (reader.pos < end) {
    const tag = reader.uint32();
    const wireType = tag & 7;
    if (!onField(tag >>> 3, wireType)) reader.skipType(wireType);
  }
  if (reader.pos !== end) throw new RangeError('field overruns its message');
}

/** Reads eight little-endian bytes as an unsigned integer; JavaScript numbers are too small for nanoseconds. */
export function readFixed64(reader: protobuf.Reader): bigint {
  const low = reader.fixed32();
  const high = reader.fixed32();
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/** Reads a repeated scalar, packed (one length-delimited run) or not (one field each). */
export function readPacked(reader: protobuf.Reader, wireType: number, readOne: () => void): void {
  if (wireType !== WIRE_TYPE_LENGTH_DELIMITED) {
    readOne();
    return;
  }
  const end = reader.uint32() + reader.pos;
  if (end > reader.len) throw new RangeError('packed field is longer than its container');
  while (reader.pos < end) readOne();
}
