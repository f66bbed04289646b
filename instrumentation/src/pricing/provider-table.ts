/**
 * What a table says of a provider. Provider ids come from outside (`OUTLAY_PROVIDER_HOSTS`, foreign telemetry, posted
 * calls): one that is called `constructor` must not find what every object inherits.
 */
export function ofProvider<Value>(
  table: Readonly<Record<string, Value>>,
  provider: string,
): Value | undefined {
  return Object.hasOwn(table, provider) ? table[provider] : undefined;
}
