import { parseOpenAiUsage } from './openai/openai-usage.ts';
import { createWireAdapter, type WireRoute } from './wire-adapter.ts';
import { setName, setUsage, type Wire } from './wire-reader.ts';

/** OpenAI's usage at paths of its own. Source: dev.writer.com/api-reference. */
const WRITER_WIRE: Wire = {
  requestShape: { object: { model: true } },
  responseShape: { object: { id: true, model: true, usage: true } },
  readRequest: (facts) => setName(facts, 'requestModel', facts.request['model']),
  readResponse(facts, document) {
    setName(facts, 'responseModel', document['model']);
    setName(facts, 'resultId', document['id']);
    setUsage(facts, parseOpenAiUsage(document['usage']));
  },
};

function billed(path: RegExp, operation: string, genAiOperation?: string): WireRoute {
  return {
    method: 'POST',
    path,
    operation,
    billing: 'expected',
    wire: WRITER_WIRE,
    ...(genAiOperation !== undefined && { genAiOperation }),
  };
}

const ROUTES: readonly WireRoute[] = [
  billed(/\/chat$/, 'chat', 'chat'),
  billed(/\/chat\/completions$/, 'chat', 'chat'),
  // States no usage.
  billed(/\/completions$/, 'text_completion', 'text_completion'),
  billed(/\/applications\/[^/]+$/, 'application'),
  billed(/\/applications\/[^/]+\/jobs$/, 'application'),
  billed(/\/graphs\/question$/, 'question', 'chat'),
  billed(/\/vision$/, 'vision'),
  billed(/\/(translation|tools\/.+)$/, 'tool'),
];

export const writer = createWireAdapter({ provider: 'writer', hosts: ['api.writer.com'], routes: ROUTES });
