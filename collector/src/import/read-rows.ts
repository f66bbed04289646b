import { createReadStream, openSync, readSync, closeSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { OutlayError } from '../error.ts';

/** One record of a CSV file. */
export interface CsvRow {
  /** Line that the record ends on, the header being 1. */
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

/** Bytes of the file that were read so far, of how many. */
export type OnProgress = (readBytes: number, totalBytes: number) => void;

/**
 * Reads a CSV file with a header line, gzipped or not.
 *
 * @throws OutlayError naming the file, and the line where there is one
 */
export async function* readCsvRows(path: string, onProgress: OnProgress = () => {}): AsyncGenerator<CsvRow> {
  try {
    const file = statSync(path);
    if (!file.isFile()) throw new Error('it is not a file');
    const totalBytes = file.size;
    let readBytes = 0;
    const bytes = createReadStream(path).on('data', (chunk) => {
      readBytes += chunk.length;
      onProgress(readBytes, totalBytes);
    });
    const text: Readable = isGzip(path) ? bytes.compose(createGunzip()) : bytes;
    const records = text.compose(
      parse({ bom: true, columns: true, info: true, skip_empty_lines: true, trim: false }),
    );
    for await (const { record, info } of records) yield { line: info.lines, values: record };
  } catch (cause) {
    throw new OutlayError(
      `${path}: cannot be read as CSV: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
}

function isGzip(path: string): boolean {
  const start = Buffer.alloc(2);
  const file = openSync(path, 'r');
  try {
    readSync(file, start, 0, 2, 0);
  } finally {
    closeSync(file);
  }
  return start[0] === 0x1f && start[1] === 0x8b;
}
