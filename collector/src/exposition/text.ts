/**
 * The pieces of an exposition line. All of them are _wire text_: one character for each byte of UTF-8. A string of such
 * characters takes one byte each in memory, whatever script a label is written in, and goes to the socket without being
 * encoded again.
 */

/** A label value, escaped. NUL ends the input for Prometheus' lexer and cannot be escaped: it is shown as U+FFFD. */
export function labelValueText(value: string): string {
  if (PLAIN.test(value)) return value;
  return wireText(
    value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\0', '\ufffd'),
  );
}

/** Printable ASCII without quote and backslash: what nearly all label values are. */
const PLAIN = /^[ !#-[\]-~]*$/;

/**
 * `{a="1",b="2"` without the closing brace, so that a label may follow; empty for no labels. Joined from a list: a text that
 * is added up piece by piece stays a tree of its pieces, which takes ten times the memory when it is kept.
 */
export function openLabelsText(labels: Iterable<readonly [name: string, value: string | number]>): string {
  const pieces: string[] = [];
  for (const [name, value] of labels) {
    pieces.push(pieces.length === 0 ? '{' : ',', name, '="', labelValueText(String(value)), '"');
  }
  return pieces.join('');
}

/** Help of a metric: OpenMetrics wants quotes escaped too. */
export function helpText(help: string, isOpenMetrics: boolean): string {
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return wireText(isOpenMetrics ? escaped.replaceAll('"', '\\"') : escaped);
}

/** A lone surrogate, which UTF-8 cannot write, becomes U+FFFD. */
function wireText(text: string): string {
  return /[^\0-\x7f]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

/**
 * Writes ledger units as a decimal number, digit by digit: no floating point is in between, so that what Prometheus reads
 * is the double nearest to the true amount.
 *
 * @param decimals digits after the point: 9 for nano-USD
 */
export function decimalText(units: bigint, decimals: number): string {
  if (units < 0n) return `-${decimalText(-units, decimals)}`;
  const digits = units.toString();
  if (decimals === 0 || units === 0n) return digits;
  const padded = digits.length > decimals ? digits : digits.padStart(decimals + 1, '0');
  const point = padded.length - decimals;
  let end = padded.length;
  while (end > point && padded.charCodeAt(end - 1) === ZERO) end -= 1;
  return end === point ? padded.slice(0, point) : `${padded.slice(0, point)}.${padded.slice(point, end)}`;
}

const ZERO = 48;

/** A sample's value as Go's `ParseFloat` reads it. */
export function numberText(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

/**
 * The bound of a bucket as Prometheus 3 and OpenMetrics write it: the shortest digits in Go's format `g`, a whole number
 * with `.0`. The same in both formats, so that a bucket is one series whichever of them a scraper asks for.
 * Source: OpenMetrics 1.0, "Considerations: canonical numbers"; `FormatOpenMetricsFloat` of Prometheus.
 */
export function boundText(bound: number): string {
  if (!Number.isFinite(bound)) return numberText(bound);
  const [mantissa = '', exponentText = '0'] = bound.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 6) {
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  const text = String(bound);
  return text.includes('.') ? text : `${text}.0`;
}
