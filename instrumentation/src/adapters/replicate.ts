import { USAGE_UNIT, type UsageUnit } from '../names.ts';
import type { Usage } from '../pricing/usage.ts';
import { asCount, asObject, asText } from '../wire/json-values.ts';
import { createWireAdapter, type WireRoute } from './wire-adapter.ts';
import { setName, setUsage, type Wire, type WireObject } from './wire-reader.ts';

const PATH_MODEL = /\/(?:models|deployments)\/([^/]+\/[^/]+)\/predictions$/;
/** A prediction in one of these states says later what it used. */
const PENDING: ReadonlySet<unknown> = new Set(['starting', 'processing', 'queued']);

const UNITS: readonly [wire: string, unit: UsageUnit][] = [
  ['predict_time', USAGE_UNIT.computeSeconds],
  ['image_count', USAGE_UNIT.images],
  ['video_output_duration_seconds', USAGE_UNIT.videoSeconds],
  ['audio_input_duration_seconds', USAGE_UNIT.audioSeconds],
  ['character_input_count', USAGE_UNIT.characters],
];

/** Usage of the `metrics` of a prediction that is over; language models state tokens, too. */
function parseMetrics(value: unknown): Usage | undefined {
  const metrics = asObject(value);
  if (metrics === undefined) return undefined;
  const input = asCount(metrics['input_token_count']);
  const output = asCount(metrics['output_token_count']);
  const counts = UNITS.map(([name, unit]) => [unit, asCount(metrics[name])] as const);
  const units = Object.fromEntries(counts.filter(([, count]) => count !== undefined));
  if (input === undefined && output === undefined && Object.keys(units).length === 0) return undefined;
  return {
    ...((input !== undefined || output !== undefined) && {
      inputTokens: input ?? 0,
      outputTokens: output ?? 0,
    }),
    units,
  };
}

/**
 * A prediction. Whoever sees it first when it is over books it: the request that started it and waited, or one that asks
 * for it later.
 *
 * Source: replicate.com/docs/reference/http, predictions.
 */
const PREDICTION_WIRE: Wire = {
  responseShape: { object: { id: true, model: true, version: true, status: true, metrics: true } },
  readHead: (facts, head) => setName(facts, 'requestModel', PATH_MODEL.exec(head.path)?.[1]),
  readResponse(facts, document) {
    setName(facts, 'responseModel', modelOf(document));
    setName(facts, 'resultId', document['id']);
    const { status } = document;
    facts.notBilled = PENDING.has(status) || status === 'failed' || status === 'canceled';
    // While it runs the metrics still grow.
    if (!PENDING.has(status)) setUsage(facts, parseMetrics(document['metrics']));
    if (status === 'failed') facts.errorType = '_OTHER';
    setName(facts, 'variant', facts.responseModel ?? facts.requestModel);
  },
};

function modelOf(document: WireObject): string | undefined {
  const model = asText(document['model']);
  // A version alone names no model that anyone would know.
  return model ?? asText(document['version'])?.slice(0, 12);
}

const ROUTES: readonly WireRoute[] = [
  {
    method: 'POST',
    path: /\/predictions$/,
    operation: 'prediction',
    billing: 'expected',
    wire: PREDICTION_WIRE,
  },
  {
    method: 'GET',
    path: /\/predictions\/[^/]+$/,
    operation: 'prediction',
    billing: 'once',
    wire: PREDICTION_WIRE,
  },
  {
    method: 'POST',
    path: /\/predictions\/[^/]+\/cancel$/,
    operation: 'prediction',
    billing: 'once',
    wire: PREDICTION_WIRE,
  },
];

/** Replicate. Streams of output state no usage: the prediction does. */
export const replicate = createWireAdapter({
  provider: 'replicate',
  hosts: ['api.replicate.com', 'stream.replicate.com', '.replicate.net'],
  routes: ROUTES,
});
