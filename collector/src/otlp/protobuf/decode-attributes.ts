import type protobuf from 'protobufjs/minimal.js';
import type { AttributeValue } from '../metrics.ts';
import { decodeMessage } from './message.ts';

/** Decodes a `KeyValue` of `common/v1/common.proto` into `attributes`. */
export function decodeKeyValue(
  reader: protobuf.Reader,
  length: number,
  attributes: Record<string, AttributeValue>,
): void {
  let key = '';
  let value: AttributeValue | undefined;
  decodeMessage(reader, length, (field) => {
    if (field === 1) key = reader.string();
    else if (field === 2) value = decodeAnyValue(reader, reader.uint32());
    else return false;
    return true;
  });
  if (value !== undefined) attributes[key] = value;
}

function decodeAnyValue(reader: protobuf.Reader, length: number): AttributeValue | undefined {
  let value: AttributeValue | undefined;
  decodeMessage(reader, length, (field) => {
    switch (field) {
      case 1:
        value = reader.string();
        return true;
      case 2:
        value = reader.bool();
        return true;
      case 3:
        value = String(reader.int64());
        return true;
      case 4:
        value = reader.double();
        return true;
      case 5:
      case 6:
      case 7:
        // Arrays, maps and bytes: rare, and no label of ours has one. Kept apart from each other by their bytes.
        value = Buffer.from(reader.bytes()).toString('base64');
        return true;
      default:
        return false;
    }
  });
  return value;
}
