import { USAGE_UNIT } from '../../names.ts';
import type { Usage } from '../../pricing/usage.ts';
import { createCompatibleAdapter } from './compatible.ts';
import type { WireObject } from '../openai/dialect.ts';
import { countHostedToolCalls } from '../openai/hosted-tools.ts';
import { asCount, asObject } from '../../wire/json-values.ts';
import type { Route } from '../openai/openai-routes.ts';

/** Source: docs.x.ai, the usage object: `cost_in_usd_ticks`, ten billion to the dollar. */
const TICKS_PER_USD = 1e10;

/** A deferred completion states its usage when it is fetched. Source: docs.x.ai/docs/guides/deferred-chat-completions. */
const DEFERRED: Route = {
  method: 'GET',
  path: /\/chat\/deferred-completion\/[^/]+$/,
  operation: 'chat',
  genAiOperation: 'chat',
  billing: 'once',
  reader: 'result',
};

export const xai = createCompatibleAdapter('xai', {
  hosts: ['api.x.ai', '.api.x.ai'],
  genAiProvider: 'x_ai',
  routes: [DEFERRED],
  dialect: {
    streamsStateUsage: true,
    statedCostUsd({ cost_in_usd_ticks: ticks }) {
      return typeof ticks === 'number' ? ticks / TICKS_PER_USD : undefined;
    },
    countUnits: (result, wire) => countServerSideTools(wire) ?? countHostedToolCalls(result['output']),
  },
});

/** Searches and sources that the usage object tells; undefined when it tells none. */
function countServerSideTools(wire: WireObject): Usage['units'] | undefined {
  const details = asObject(wire['server_side_tool_usage_details']);
  const count = (...names: string[]) => names.reduce((sum, name) => sum + (asCount(details?.[name]) ?? 0), 0);
  const searches = count('web_search_calls', 'x_search_calls');
  const fileSearches = count('file_search_calls', 'document_search_calls');
  const executions = count('code_interpreter_calls', 'code_execution_calls');
  const sources = asCount(wire['num_sources_used']) ?? 0;
  if (searches + fileSearches + executions + sources === 0) return undefined;
  return {
    ...(searches > 0 && { [USAGE_UNIT.webSearches]: searches }),
    ...(fileSearches > 0 && { [USAGE_UNIT.fileSearches]: fileSearches }),
    ...(executions > 0 && { [USAGE_UNIT.codeInterpreterSessions]: executions }),
    ...(sources > 0 && { [USAGE_UNIT.sources]: sources }),
  };
}
