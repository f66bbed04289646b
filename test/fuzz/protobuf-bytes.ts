// Protobuf by hand, for what no serializer of an SDK would write: text that is no UTF-8.

/** A length-delimited field. */
export function field(number: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([varint((number << 3) | 2), varint(content.length), content]);
}

export function fixed64(number: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(9, (number << 3) | 1);
  bytes.writeBigUInt64LE(value, 1);
  return bytes;
}

export function double(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(9, (number << 3) | 1);
  bytes.writeDoubleLE(value, 1);
  return bytes;
}

/** A `KeyValue` with a text of any bytes. */
export function attribute(number: number, key: string, value: Uint8Array): Buffer {
  return field(number, field(1, Buffer.from(key)), field(2, field(1, value)));
}

/** An export of one cumulative sum. */
export function sumExport(service: string, metric: string, points: readonly Uint8Array[]): Buffer {
  const resource = field(1, attribute(1, 'service.name', Buffer.from(service)));
  const isMonotonic = Buffer.from([0x18, 1]);
  const isCumulative = Buffer.from([0x10, 2]);
  const sum = field(7, ...points.map((point) => field(1, point)), isCumulative, isMonotonic);
  return field(1, resource, field(2, field(2, field(1, Buffer.from(metric)), sum)));
}

/** A `NumberDataPoint` of the last second. */
export function numberPoint(value: number, attributes: readonly Uint8Array[], nowMs = Date.now()): Buffer {
  const now = BigInt(nowMs) * 1_000_000n;
  return Buffer.concat([fixed64(2, now - 1_000_000_000n), fixed64(3, now), double(4, value), ...attributes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  return Buffer.from([...bytes, rest]);
}
