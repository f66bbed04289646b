import { describe, expect, it } from 'vitest';
import { boundText, decimalText, helpText, labelValueText, numberText, openLabelsText } from './text.ts';

const shown = (wire: string) => Buffer.from(wire, 'latin1').toString('utf8');

describe('exposition text', () => {
  it('writes ledger units digit by digit, also where a double has too few', () => {
    expect(decimalText(0n, 9)).toBe('0');
    expect(decimalText(1n, 9)).toBe('0.000000001');
    expect(decimalText(1_250_000_000n, 9)).toBe('1.25');
    expect(decimalText(20_000_000_000n, 9)).toBe('20');
    expect(decimalText(999_999_999n, 9)).toBe('0.999999999');
    expect(decimalText(9_007_199_254_740_993n, 9)).toBe('9007199.254740993');
    expect(decimalText(123_456_789_012_345_678n, 6)).toBe('123456789012.345678');
    expect(decimalText(17n, 0)).toBe('17');
    expect(decimalText(-1_500_000_000n, 9)).toBe('-1.5');
  });

  it('is read back as the double nearest to the amount, whatever the amount', () => {
    for (let exponent = 0n; exponent < 60n; exponent += 1n) {
      const units = 3n ** (exponent / 2n) * 7n + exponent;
      const text = decimalText(units, 9);
      const [whole = '', fraction = ''] = text.split('.');
      expect(BigInt(whole + fraction.padEnd(9, '0'))).toBe(units);
    }
  });

  it('escapes what would end a label value, and shows what no format can carry as U+FFFD', () => {
    expect(labelValueText('a"b\\c\nd')).toBe('a\\"b\\\\c\\nd');
    expect(shown(labelValueText('nul\0, half \ud83d'))).toBe('nul\ufffd, half \ufffd');
    expect(shown(labelValueText('ü€😀\r\t\u2028'))).toBe('ü€😀\r\t\u2028');
    expect(labelValueText('é')).toBe('\u00c3\u00a9');
  });

  it('joins labels, and has nothing for none', () => {
    expect(
      openLabelsText([
        ['a', 'x'],
        ['b', 2],
      ]),
    ).toBe('{a="x",b="2"');
    expect(openLabelsText([])).toBe('');
  });

  it('escapes quotes in help for OpenMetrics alone', () => {
    expect(helpText('a "b"\n\\', false)).toBe('a "b"\\n\\\\');
    expect(helpText('a "b"\n\\', true)).toBe('a \\"b\\"\\n\\\\');
  });

  it.each([
    [0.005, '0.005'],
    [1, '1.0'],
    [81.92, '81.92'],
    [100_000, '100000.0'],
    [1_048_576, '1.048576e+06'],
    [67_108_864, '6.7108864e+07'],
    [0.00001, '1e-05'],
    [0, '0.0'],
    [Infinity, '+Inf'],
  ])('writes the bound %d as Go does: %s', (bound, text) => {
    expect(boundText(bound)).toBe(text);
  });

  it('writes what is no finite number as Prometheus reads it', () => {
    expect([Infinity, -Infinity, NaN, 1e21, 0.1].map(numberText)).toEqual([
      '+Inf',
      '-Inf',
      'NaN',
      '1e+21',
      '0.1',
    ]);
  });
});
