import { describe, expect, it } from 'vitest';
import { isUrlEncodedForm, UrlEncodedFormReader } from './url-encoded-form.ts';

function read(body: string, pieceBytes = body.length || 1): [string, string][] {
  const fields: [string, string][] = [];
  const reader = new UrlEncodedFormReader((name, value) => fields.push([name, value]));
  const bytes = Buffer.from(body);
  for (let i = 0; i < bytes.length; i += pieceBytes) reader.write(bytes.subarray(i, i + pieceBytes));
  reader.end();
  return fields;
}

describe('UrlEncodedFormReader', () => {
  it.each([1, 2, 3, 1000])('reads fields in pieces of %i bytes', (pieceBytes) => {
    expect(
      read('Body=Gr%C3%BC%C3%9Fe+und+%F0%9F%91%8D&To=%2B15550100&Empty=&Alone&Sum=a=b', pieceBytes),
    ).toEqual([
      ['Body', 'Grüße und 👍'],
      ['To', '+15550100'],
      ['Empty', ''],
      ['Alone', ''],
      ['Sum', 'a=b'],
    ]);
  });

  it.each(['', '&', '&&&'])('finds nothing in %j', (body) => {
    expect(read(body)).toEqual([]);
  });

  it('takes what is not encoded rightly as it stands', () => {
    expect(read('Body=100%&To=x')).toEqual([
      ['Body', '100%'],
      ['To', 'x'],
    ]);
  });

  it('leaves out a field that is too long and goes on', () => {
    expect(read(`Body=${'a'.repeat(100_000)}&${'n'.repeat(300)}=1&To=x`, 1000)).toEqual([['To', 'x']]);
  });

  it('does not keep the bytes of the caller', () => {
    const fields: string[] = [];
    const reader = new UrlEncodedFormReader((name, value) => fields.push(name + value));
    const bytes = Buffer.from('a=1');
    reader.write(bytes);
    bytes.fill(0);
    reader.end();
    expect(fields).toEqual(['a1']);
  });
});

describe('isUrlEncodedForm', () => {
  it.each([
    ['application/x-www-form-urlencoded', true],
    ['Application/X-WWW-Form-Urlencoded; charset=utf-8', true],
    ['application/json', false],
    [undefined, false],
  ])('%s: %s', (type, expected) => {
    expect(isUrlEncodedForm(type)).toBe(expected);
  });
});
