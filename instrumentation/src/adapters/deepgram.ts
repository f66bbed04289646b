import { isSuccess } from '../call/status.ts';
import { USAGE_UNIT } from '../names.ts';
import { asCount, asObject, asText } from '../wire/json-values.ts';
import { createWireAdapter, UNREAD, type WireRoute } from './wire-adapter.ts';
import { setName, setUsage, type Wire } from './wire-reader.ts';

/** Each channel is transcribed on its own when the request asks for it. */
const MULTICHANNEL = 'multichannel';

/** Transcription, billed by the second of audio. Source: developers.deepgram.com/reference/listen-file. */
const LISTEN_WIRE: Wire = {
  responseShape: {
    object: {
      metadata: { object: { request_id: true, duration: true, channels: true, model_info: true } },
    },
  },
  readHead(facts, head) {
    setName(facts, 'requestModel', head.parameter?.('model'));
    if (head.parameter?.(MULTICHANNEL) === 'true') facts.request = { [MULTICHANNEL]: true };
  },
  readResponse(facts, document) {
    const metadata = asObject(document['metadata']);
    setName(facts, 'resultId', metadata?.['request_id']);
    const [model] = Object.values(asObject(metadata?.['model_info']) ?? {});
    setName(facts, 'responseModel', nameOf(asText(asObject(model)?.['name']), facts.requestModel));
    setName(facts, 'variant', facts.responseModel ?? facts.requestModel);
    const seconds = asCount(metadata?.['duration']);
    if (seconds === undefined) return;
    const channels = facts.request[MULTICHANNEL] === true ? (asCount(metadata?.['channels']) ?? 1) : 1;
    setUsage(facts, { units: { [USAGE_UNIT.audioSeconds]: seconds * channels } });
  },
};

/** `general-nova-3` is what was asked for as `nova-3`. */
function nameOf(answered: string | undefined, asked: string | undefined): string | undefined {
  return asked ?? answered?.replace(/^general-/, '');
}

/** Speech, billed by the character. The header is that of the answer. */
const SPEAK_WIRE: Wire = {
  requestShape: { object: { text: true } },
  readHead: (facts, head) => setName(facts, 'requestModel', head.parameter?.('model') ?? 'aura-asteria-en'),
  readRequest(facts) {
    const text = asText(facts.request['text']);
    facts.request = {};
    if (text !== undefined) facts.request = { characters: text.length };
  },
  readResponseHead(facts, head) {
    if (!isSuccess(head.statusCode)) return;
    setName(facts, 'responseModel', head.header('dg-model-name'));
    setName(facts, 'variant', /^aura-2/.test(facts.requestModel ?? '') ? 'aura-2' : 'aura-1');
    const counted = Number(head.header('dg-char-count') ?? Number.NaN);
    if (Number.isFinite(counted)) setUsage(facts, { units: { [USAGE_UNIT.characters]: counted } });
    else facts.wireUsage = { answered: true };
  },
  conclude(facts) {
    const characters = asCount(facts.request['characters']);
    if (facts.usage !== undefined || facts.wireUsage === undefined || characters === undefined) return;
    setUsage(facts, { units: { [USAGE_UNIT.characters]: characters } });
  },
};

const ROUTES: readonly WireRoute[] = [
  { method: 'POST', path: /\/listen$/, operation: 'transcription', billing: 'expected', wire: LISTEN_WIRE },
  // Billed by the token, which no response tells.
  { method: 'POST', path: /\/read$/, operation: 'analysis', billing: 'expected', wire: UNREAD },
  { method: 'POST', path: /\/speak$/, operation: 'speech', billing: 'expected', wire: SPEAK_WIRE },
];

export const deepgram = createWireAdapter({
  provider: 'deepgram',
  hosts: ['api.deepgram.com', 'api.eu.deepgram.com'],
  routes: ROUTES,
});
