import type { Usage } from '../pricing/usage.ts';
import type { Dialect, WireObject } from './openai/dialect.ts';
import { countHostedToolCalls } from './openai/hosted-tools.ts';
import { asObject } from '../wire/json-values.ts';
import { parseOpenAiUsage } from './openai/openai-usage.ts';

/** What a result of OpenAI's wire says of its bill. */
export interface ResultUsage {
  /** The usage object as it stands on the wire. */
  wire: WireObject;
  usage: Usage;
}

/** Usage of a result, with what is billed beside its tokens; undefined when it states none, nor a cost. */
export function parseResultUsage(dialect: Dialect, result: WireObject): ResultUsage | undefined {
  const wire = asObject(dialect.findUsage ? dialect.findUsage(result) : result['usage']);
  if (wire === undefined) return undefined;
  const usage = dialect.parseUsage ? dialect.parseUsage(wire) : parseOpenAiUsage(wire);
  if (usage === undefined && dialect.statedCostUsd?.(wire) === undefined) return undefined;
  const units = dialect.countUnits
    ? dialect.countUnits(result, wire)
    : countHostedToolCalls(result['output']);
  if (units === undefined) return { wire, usage: usage ?? {} };
  return { wire, usage: { ...usage, units: { ...usage?.units, ...units } } };
}
