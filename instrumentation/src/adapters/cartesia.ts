import { isSuccess } from '../call/status.ts';
import { USAGE_UNIT } from '../names.ts';
import { asCount, asText } from '../wire/json-values.ts';
import { createWireAdapter, type WireRoute } from './wire-adapter.ts';
import { setName, setUsage, type Wire } from './wire-reader.ts';

/** Transcription, billed by the second of audio. Source: docs.cartesia.ai/api-reference/stt. */
const TRANSCRIBE_WIRE: Wire = {
  responseShape: { object: { duration: true } },
  readFormField(facts, name, value) {
    if (name === 'model') setName(facts, 'requestModel', value);
  },
  readResponse(facts, document) {
    const seconds = asCount(document['duration']);
    if (seconds !== undefined) setUsage(facts, { units: { [USAGE_UNIT.audioSeconds]: seconds } });
  },
};

/** Speech, billed by the character of the text. Source: docs.cartesia.ai/api-reference/tts. */
const SPEAK_WIRE: Wire = {
  requestShape: { object: { model_id: true, transcript: true } },
  readRequest(facts) {
    setName(facts, 'requestModel', facts.request['model_id']);
    const text = asText(facts.request['transcript']);
    facts.request = text === undefined ? {} : { characters: text.length };
  },
  readResponseHead(facts, head) {
    facts.notBilled = !isSuccess(head.statusCode);
  },
  conclude(facts) {
    const characters = asCount(facts.request['characters']);
    if (characters === undefined || facts.notBilled !== false) return;
    setUsage(facts, { units: { [USAGE_UNIT.characters]: characters } });
  },
};

const ROUTES: readonly WireRoute[] = [
  { method: 'POST', path: /\/stt$/, operation: 'transcription', billing: 'expected', wire: TRANSCRIBE_WIRE },
  {
    method: 'POST',
    path: /\/audio\/transcriptions$/,
    operation: 'transcription',
    billing: 'expected',
    wire: TRANSCRIBE_WIRE,
  },
  { method: 'POST', path: /\/tts\/(bytes|sse)$/, operation: 'speech', billing: 'expected', wire: SPEAK_WIRE },
];

export const cartesia = createWireAdapter({
  provider: 'cartesia',
  hosts: ['api.cartesia.ai'],
  routes: ROUTES,
});
