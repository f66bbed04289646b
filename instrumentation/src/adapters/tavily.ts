import { asCount, asObject } from '../wire/json-values.ts';
import { type Facts, setName, setUsage, type Wire } from './wire-reader.ts';
import { createWireAdapter, type WireRoute } from './wire-adapter.ts';

/** What a plan pays with. */
const CREDITS = 'credits';
/** Credits of a search by its depth. Source: docs.tavily.com/documentation/api-credits. */
const SEARCH_CREDITS: ReadonlyMap<unknown, number> = new Map([
  ['basic', 1],
  ['fast', 1],
  ['ultra-fast', 1],
  ['advanced', 2],
]);

function createWire(countCredits?: (facts: Facts) => number | undefined): Wire {
  return {
    requestShape: { object: { search_depth: true, auto_parameters: true } },
    responseShape: {
      object: { request_id: true, usage: true, auto_parameters: { object: { search_depth: true } } },
    },
    readResponse(facts, document) {
      setName(facts, 'resultId', document['request_id']);
      // Stated when the request asks for it.
      const credits = asCount(asObject(document['usage'])?.[CREDITS]) ?? countCredits?.(facts);
      if (credits !== undefined) setUsage(facts, { units: { [CREDITS]: credits } });
    },
  };
}

/** Unless Tavily chooses the depth itself, the request tells what it costs. */
function countSearch({ request }: Facts): number | undefined {
  const depth = request['search_depth'] ?? (request['auto_parameters'] === true ? undefined : 'basic');
  return SEARCH_CREDITS.get(depth);
}

const ROUTES: readonly WireRoute[] = [
  {
    method: 'POST',
    path: /\/search$/,
    operation: 'search',
    billing: 'expected',
    wire: createWire(countSearch),
  },
  {
    method: 'POST',
    path: /\/(extract|crawl|map)$/,
    operation: 'extract',
    billing: 'expected',
    wire: createWire(),
  },
  // Goes on after the response, and is billed by what it came to.
  { method: 'POST', path: /\/research$/, operation: 'research', billing: 'expected', wire: createWire() },
];

export const tavily = createWireAdapter({ provider: 'tavily', hosts: ['api.tavily.com'], routes: ROUTES });
