import { describe, expect, it } from 'vitest';
import { FormFieldReader, parseFormBoundary } from './form-fields.ts';

const FORM = [
  '--xyz',
  'Content-Disposition: form-data; name="file"; filename="speech.mp3"',
  'Content-Type: audio/mpeg',
  '',
  `${'\u0000binary --xy \r\n--xy'.repeat(20_000)}`,
  '--xyz',
  'Content-Disposition: form-data; name="model"',
  '',
  'whisper-1',
  '--xyz',
  'Content-Disposition: form-data; name="prompt"',
  '',
  'p'.repeat(10_000),
  '--xyz--',
  '',
].join('\r\n');

function read(form: string, pieceSize: number): [string, string][] {
  const fields: [string, string][] = [];
  const reader = new FormFieldReader('xyz', (name, value) => fields.push([name, value]));
  const bytes = Buffer.from(form, 'latin1');
  for (let i = 0; i < bytes.length; i += pieceSize) reader.write(bytes.subarray(i, i + pieceSize));
  return fields;
}

describe('FormFieldReader', () => {
  it.each([997, 65_536, 10_000_000])(
    'finds short fields behind a large file in pieces of %s bytes',
    (size) => {
      expect(read(FORM, size)).toEqual([['model', 'whisper-1']]);
    },
  );

  it('takes nothing inside a large file for a field', () => {
    const inFile = 'a transcript: name="model"\r\n\r\nprivate text';
    const form = [
      '--xyz',
      'Content-Disposition: form-data; name="file"; filename="speech.mp3"',
      '',
      'A'.repeat(70_000) + inFile,
      '--xyz',
      'Content-Disposition: form-data; name="model"',
      '',
      'whisper-1',
      '--xyz--',
      '',
    ].join('\r\n');
    for (const size of [997, 70_090, 10_000_000]) expect(read(form, size)).toEqual([['model', 'whisper-1']]);
  });

  it('finds a field when every byte comes alone', () => {
    const form = '--xyz\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n--xyz--\r\n';
    expect(read(form, 1)).toEqual([['model', 'whisper-1']]);
  });

  it('finds the boundary that a content type names', () => {
    expect(parseFormBoundary('multipart/form-data; boundary="a b"')).toBe('a b');
    expect(parseFormBoundary('multipart/form-data; charset=utf-8; boundary=xyz')).toBe('xyz');
    expect(parseFormBoundary('application/json')).toBeUndefined();
    expect(parseFormBoundary(undefined)).toBeUndefined();
  });
});
