import { InvalidArgumentError } from 'commander';

export function parsePort(text: string): number {
  const port = parseWholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

export function parseWholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** A limit: none of them can be 0, which would let nothing in. */
export function parseCount(text: string): number {
  const count = parseWholeNumber(text);
  if (count === 0) throw new InvalidArgumentError('It must be at least 1.');
  return count;
}

/** A flag that an environment variable can set too: commander takes any value of one for yes, also `false`. */
export function parseSwitch(text: string): boolean {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  if (/^(false|0|no|off|)$/i.test(text)) return false;
  throw new InvalidArgumentError('It must be true or false.');
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** A duration such as `30s`, `500ms`, `2m`, `12h` or `7d`, in seconds. */
export function parseSeconds(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const unitSeconds = UNIT_SECONDS[unit];
  if (number === undefined || unitSeconds === undefined) {
    throw new InvalidArgumentError('It must be a duration such as 30s, 500ms, 2m, 12h or 7d.');
  }
  return Number(number) * unitSeconds;
}

/** Collects `name=value` pairs, separated by commas or given by repeating the option. */
export function collectPairs(
  text: string,
  previous: Readonly<Record<string, string>>,
): Record<string, string> {
  // Without a prototype, a pair named __proto__ is refused like any other unknown one.
  const pairs: Record<string, string> = Object.assign(Object.create(null), previous);
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=');
    if (at < 1) throw new InvalidArgumentError(`"${pair}" is not of the form name=value.`);
    pairs[pair.slice(0, at).trim()] = pair.slice(at + 1).trim();
  }
  return pairs;
}
