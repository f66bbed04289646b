import type { CallReader, Reading } from './types.ts';

/** Makes a reader of another wire say what `change` makes of its reading. */
export function changeReading(reader: CallReader, change: (reading: Reading) => Reading): CallReader {
  const read = reader.reading.bind(reader);
  reader.reading = () => change(read());
  return reader;
}
