import { USAGE_UNIT } from '../names.ts';
import { findOpenAiEndpoint } from './borrowed-wires.ts';
import { asCount, asText } from '../wire/json-values.ts';
import { parseOpenAiUsage } from './openai/openai-usage.ts';
import { createWireAdapter, type WireRoute } from './wire-adapter.ts';
import { setName, setUsage, type Wire } from './wire-reader.ts';

/**
 * A transcript, billed by the second of audio. Whoever sees it first when it is done books it.
 *
 * Source: assemblyai.com/docs/api-reference/transcripts.
 */
const TRANSCRIPT_WIRE: Wire = {
  responseShape: {
    object: { id: true, status: true, speech_model: true, speech_model_used: true, audio_duration: true },
  },
  readResponse(facts, document) {
    setName(facts, 'resultId', document['id']);
    const { status } = document;
    facts.notBilled = status !== 'completed';
    if (status === 'error') facts.errorType = '_OTHER';
    setName(
      facts,
      'responseModel',
      asText(document['speech_model_used']) ?? asText(document['speech_model']) ?? 'universal',
    );
    setName(facts, 'variant', facts.responseModel);
    const seconds = asCount(document['audio_duration']);
    if (status === 'completed' && seconds !== undefined) {
      setUsage(facts, { units: { [USAGE_UNIT.audioSeconds]: seconds } });
    }
  },
};

/** Questions about transcripts, billed by the token. */
const LEMUR_WIRE: Wire = {
  requestShape: { object: { final_model: true } },
  responseShape: { object: { request_id: true, usage: true } },
  readRequest: (facts) => setName(facts, 'requestModel', facts.request['final_model']),
  readResponse(facts, document) {
    setName(facts, 'resultId', document['request_id']);
    setUsage(facts, parseOpenAiUsage(document['usage']));
  },
};

const ROUTES: readonly WireRoute[] = [
  {
    method: 'POST',
    path: /\/v2\/transcript$/,
    operation: 'transcription',
    billing: 'expected',
    wire: TRANSCRIPT_WIRE,
  },
  {
    method: 'GET',
    path: /\/v2\/transcript\/[^/]+$/,
    operation: 'transcription',
    billing: 'once',
    wire: TRANSCRIPT_WIRE,
  },
  {
    method: 'POST',
    path: /\/lemur\/v3\/generate\/.+$/,
    operation: 'chat',
    genAiOperation: 'chat',
    billing: 'expected',
    wire: LEMUR_WIRE,
  },
];

/** AssemblyAI; its gateway to language models speaks the wire of OpenAI. */
export const assemblyAi = createWireAdapter({
  provider: 'assemblyai',
  hosts: ['api.assemblyai.com', 'api.eu.assemblyai.com', 'llm-gateway.assemblyai.com'],
  routes: ROUTES,
  otherwise: (method, path) =>
    path.endsWith('/chat/completions') ? findOpenAiEndpoint(method, path) : undefined,
});
