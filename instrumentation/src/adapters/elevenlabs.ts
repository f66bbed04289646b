import { isSuccess } from '../call/status.ts';
import { USAGE_UNIT } from '../names.ts';
import { asText } from '../wire/json-values.ts';
import { createWireAdapter, type WireRoute } from './wire-adapter.ts';
import { setName, setUsage, type Wire } from './wire-reader.ts';

/** What a plan pays with; a character of text is one, or a half with the fast models. */
const CREDITS = 'credits';
/** Source: elevenlabs.io/docs/api-reference/streaming, "character-cost" among the response headers. */
const COST_HEADER = 'character-cost';

/** Speech, sound and music: the header tells what was charged. */
const CREDIT_WIRE: Wire = {
  requestShape: { object: { model_id: true, text: true } },
  readRequest(facts) {
    setName(facts, 'requestModel', facts.request['model_id']);
    const characters = asText(facts.request['text'])?.length;
    facts.request = characters === undefined ? {} : { characters };
  },
  readFormField(facts, name, value) {
    if (name === 'model_id') setName(facts, 'requestModel', value);
  },
  readResponseHead(facts, head) {
    facts.notBilled = !isSuccess(head.statusCode);
    const credits = head.header(COST_HEADER);
    if (credits !== undefined && /^\d+(\.\d+)?$/.test(credits)) {
      setUsage(facts, { units: { [CREDITS]: Number(credits) } });
    }
  },
  conclude(facts) {
    const { characters } = facts.request;
    if (facts.usage !== undefined || facts.notBilled !== false || typeof characters !== 'number') return;
    setUsage(facts, { units: { [USAGE_UNIT.characters]: characters } });
  },
};

function billed(path: RegExp, operation: string): WireRoute {
  return { method: 'POST', path, operation, billing: 'expected', wire: CREDIT_WIRE };
}

const ROUTES: readonly WireRoute[] = [
  billed(
    /\/(text-to-speech|speech-to-speech)\/[^/]+(\/stream|\/with-timestamps|\/stream\/with-timestamps)?$/,
    'speech',
  ),
  billed(/\/text-to-dialogue(\/.+)?$/, 'speech'),
  billed(/\/speech-to-text$/, 'transcription'),
  billed(
    /\/(sound-generation|music|music\/stream|music\/detailed|dubbing|audio-isolation|audio-isolation\/stream)$/,
    'sound',
  ),
];

export const elevenLabs = createWireAdapter({
  provider: 'elevenlabs',
  hosts: ['api.elevenlabs.io', 'api.us.elevenlabs.io', '*.residency.elevenlabs.io'],
  routes: ROUTES,
});
