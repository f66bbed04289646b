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

/** A duration such as `30s`, `500ms` or `2m`, in seconds. */
export function parseSeconds(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError('It must be a duration such as 30s, 500ms or 2m.');
  return Number(number) * (unit === 'ms' ? 0.001 : unit === 'm' ? 60 : 1);
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
