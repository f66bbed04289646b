import { USAGE_UNIT, type UsageUnit } from '../names.ts';
import type { Usage } from '../pricing/usage.ts';
import { asCount, asObject } from '../wire/json-values.ts';
import { parseOpenAiUsage } from './openai/openai-usage.ts';
import { createWireAdapter, type WireRoute } from './wire-adapter.ts';
import { setName, setUsage, type Wire } from './wire-reader.ts';

const UNITS: readonly [names: readonly string[], unit: UsageUnit | (string & {})][] = [
  [['readUnits', 'read_units'], USAGE_UNIT.readUnits],
  [['writeUnits', 'write_units'], USAGE_UNIT.writeUnits],
  [['rerankUnits', 'rerank_units'], USAGE_UNIT.searchUnits],
];

/** Usage of a response of an index or of the inference endpoints; pods, billed by the hour, state an empty one. */
function parseUsage(value: unknown): Usage | undefined {
  const wire = asObject(value);
  if (wire === undefined) return undefined;
  const embedTokens = asCount(wire['embedTotalTokens'] ?? wire['embed_total_tokens']);
  const tokens =
    embedTokens === undefined ? parseOpenAiUsage(wire) : { inputTokens: embedTokens, outputTokens: 0 };
  const counts = UNITS.map(
    ([names, unit]) => [unit, names.map((name) => asCount(wire[name])).find(isKnown)] as const,
  );
  const units = Object.fromEntries(counts.filter(([, count]) => isKnown(count)));
  if (tokens === undefined && Object.keys(units).length === 0) return undefined;
  return { ...tokens, units };
}

function isKnown(count: number | undefined): count is number {
  return count !== undefined;
}

/** Source: docs.pinecone.io/reference/api. */
const PINECONE_WIRE: Wire = {
  requestShape: { object: { model: true, rerank: { object: { model: true } } } },
  responseShape: { object: { model: true, usage: true } },
  readRequest(facts) {
    setName(facts, 'requestModel', facts.request['model']);
    setName(facts, 'requestModel', asObject(facts.request['rerank'])?.['model']);
    setName(facts, 'variant', facts.requestModel);
  },
  readResponse(facts, document) {
    setName(facts, 'responseModel', document['model']);
    setUsage(facts, parseUsage(document['usage']));
  },
};

function route(method: string, path: RegExp, operation: string, billing: WireRoute['billing']): WireRoute {
  return { method, path, operation, billing, wire: PINECONE_WIRE };
}

const ROUTES: readonly WireRoute[] = [
  // Of an index on pods no operation is billed, and it states none.
  route('POST', /\/query$/, 'query', 'stated'),
  route('POST', /\/records\/namespaces\/[^/]+\/search$/, 'query', 'stated'),
  route('GET', /\/vectors\/(fetch|list)$/, 'fetch', 'stated'),
  route('POST', /\/vectors\/fetch_by_metadata$/, 'fetch', 'stated'),
  // What a write is billed is nowhere stated.
  route('POST', /\/vectors\/(upsert|update)$/, 'upsert', 'expected'),
  route('POST', /\/records\/namespaces\/[^/]+\/upsert$/, 'upsert', 'expected'),
  route('POST', /\/vectors\/delete$/, 'delete', 'expected'),
  { ...route('POST', /\/embed$/, 'embeddings', 'expected'), genAiOperation: 'embeddings' },
  route('POST', /\/rerank$/, 'rerank', 'expected'),
  { ...route('POST', /\/assistant\/chat\/.+$/, 'chat', 'expected'), genAiOperation: 'chat' },
];

export const pinecone = createWireAdapter({
  provider: 'pinecone',
  hosts: ['api.pinecone.io', '.pinecone.io'],
  routes: ROUTES,
});
