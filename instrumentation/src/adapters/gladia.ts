import { USAGE_UNIT } from '../names.ts';
import { asCount, asObject } from '../wire/json-values.ts';
import { createWireAdapter, type WireRoute } from './wire-adapter.ts';
import { setName, setUsage, type Wire } from './wire-reader.ts';

/**
 * A transcription, billed by the second of audio. The answer to its order states nothing; who asks for it when it is done
 * books it.
 *
 * Source: docs.gladia.io/api-reference/v2/pre-recorded.
 */
const TRANSCRIPTION_WIRE: Wire = {
  responseShape: {
    object: {
      id: true,
      status: true,
      result_url: true,
      file: { object: { audio_duration: true } },
      result: { object: { metadata: { object: { audio_duration: true, billing_time: true } } } },
    },
  },
  readResponse(facts, document) {
    setName(facts, 'resultId', document['id']);
    const { status } = document;
    facts.notBilled = status !== 'done';
    if (status !== 'done') return;
    const metadata = asObject(asObject(document['result'])?.['metadata']);
    const seconds = asCount(
      metadata?.['billing_time'] ??
        metadata?.['audio_duration'] ??
        asObject(document['file'])?.['audio_duration'],
    );
    if (seconds !== undefined) setUsage(facts, { units: { [USAGE_UNIT.audioSeconds]: seconds } });
  },
};

const ROUTES: readonly WireRoute[] = [
  {
    method: 'POST',
    path: /\/v2\/(pre-recorded|transcription)$/,
    operation: 'transcription',
    billing: 'expected',
    wire: TRANSCRIPTION_WIRE,
  },
  {
    method: 'GET',
    path: /\/v2\/(pre-recorded|transcription|live)\/[^/]+$/,
    operation: 'transcription',
    billing: 'once',
    wire: TRANSCRIPTION_WIRE,
  },
];

export const gladia = createWireAdapter({ provider: 'gladia', hosts: ['api.gladia.io'], routes: ROUTES });
