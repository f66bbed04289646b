import { USAGE_UNIT, type UsageUnit } from '../../names.ts';
import type { Usage } from '../../pricing/usage.ts';
import { asCount, asObject } from '../../wire/json-values.ts';
import type { WireObject } from '../wire-reader.ts';

/** What is billed beside tokens, by its name on the wire. */
const UNITS: readonly [wire: string, unit: UsageUnit | (string & {})][] = [
  ['search_units', USAGE_UNIT.searchUnits],
  ['classifications', 'classifications'],
  ['images', USAGE_UNIT.images],
];

/**
 * Usage of a response of Cohere, or of the part of a stream that ends it; undefined when it states none. The billed units
 * count; where there are none, the tokens do, of which a part may be free.
 *
 * Sources: docs.cohere.com/reference/chat (`usage`, `meta.billed_units`), docs.cohere.com/reference/rerank.
 */
export function parseCohereUsage(body: WireObject): Usage | undefined {
  for (const place of [
    body['usage'],
    asObject(body['delta'])?.['usage'],
    body['meta'],
    asObject(body['response'])?.['meta'],
  ]) {
    const wire = asObject(place);
    const usage = parseUnits(asObject(wire?.['billed_units'])) ?? parseUnits(asObject(wire?.['tokens']));
    if (usage !== undefined) return usage;
  }
  return undefined;
}

function parseUnits(wire: WireObject | undefined): Usage | undefined {
  if (wire === undefined) return undefined;
  const input = asCount(wire['input_tokens']);
  const output = asCount(wire['output_tokens']);
  const image = asCount(wire['image_tokens']) ?? 0;
  const counts = UNITS.map(([name, unit]) => [unit, asCount(wire[name])] as const);
  const units = Object.fromEntries(counts.filter(([, count]) => count !== undefined && count > 0));
  const hasUnits = Object.keys(units).length > 0;
  if (input === undefined && output === undefined && image === 0 && !hasUnits) return undefined;
  return {
    ...((input !== undefined || output !== undefined || image > 0) && {
      inputTokens: (input ?? 0) + image,
      outputTokens: output ?? 0,
      ...(image > 0 && { inputImageTokens: image }),
    }),
    ...(hasUnits && { units }),
  };
}
