import { USAGE_UNIT } from '../../names.ts';
import type { Usage } from '../../pricing/usage.ts';
import { asCount, asObject, listObjects } from '../../wire/json-values.ts';
import { modelOfPath, readGoogleError } from './gemini-wire.ts';
import { type Facts, setName, setUsage, type Wire, type WireObject } from '../wire-reader.ts';

/** The default of Veo. Source: ai.google.dev/gemini-api/docs/video, durationSeconds. */
const DEFAULT_VIDEO_SECONDS = 8;

/**
 * `predict`: pictures of Imagen, billed by the piece, and embeddings of Vertex, billed by the token. Other models of
 * Vertex run on machines that are billed by the hour, whoever calls them.
 */
export const PREDICT_WIRE: Wire = {
  responseShape: {
    object: {
      error: { object: { status: true, code: true } },
      metadata: { object: { billableCharacterCount: true } },
      predictions: {
        array: {
          object: {
            mimeType: true,
            embeddings: { object: { statistics: { object: { token_count: true } } } },
          },
        },
      },
    },
  },
  readHead: (facts, head) => setName(facts, 'requestModel', modelOfPath(head.path)),
  readResponse(facts, document) {
    if (readGoogleError(facts, document)) return;
    const predictions = listObjects(document['predictions']);
    // A picture that was held back has no type, and is not charged.
    const images = predictions.filter(({ mimeType }) => typeof mimeType === 'string').length;
    const tokens = predictions.map(countTokens).filter((count) => count !== undefined);
    if (tokens.length > 0) {
      const inputTokens = tokens.reduce((sum, count) => sum + count, 0);
      setUsage(facts, { inputTokens, outputTokens: 0, ...countCharacters(facts, document) });
    } else if (images > 0 || facts.requestModel?.startsWith('imagen') === true) {
      setUsage(facts, { units: { [USAGE_UNIT.images]: images } });
    }
    setName(facts, 'variant', facts.requestModel);
  },
};

/** Text embeddings are billed by the character, those of Gemini by the token. */
function countCharacters({ requestModel }: Facts, document: WireObject): Pick<Usage, 'units'> {
  const characters = asCount(asObject(document['metadata'])?.['billableCharacterCount']);
  if (characters === undefined || requestModel?.startsWith('gemini') === true) return {};
  return { units: { [USAGE_UNIT.characters]: characters } };
}

function countTokens(prediction: WireObject): number | undefined {
  const statistics = asObject(asObject(prediction['embeddings'])?.['statistics']);
  return asCount(statistics?.['token_count']);
}

/**
 * Videos of Veo, billed by the second. They are booked when they are ordered, as only the request tells their length;
 * those that are refused later are not charged by Google.
 */
export const VIDEO_WIRE: Wire = {
  requestShape: {
    object: {
      parameters: {
        object: { durationSeconds: true, sampleCount: true, numberOfVideos: true, generateAudio: true },
      },
    },
  },
  responseShape: { object: { name: true, error: { object: { status: true, code: true } } } },
  readHead: (facts, head) => setName(facts, 'requestModel', modelOfPath(head.path)),
  readResponse(facts, document) {
    if (readGoogleError(facts, document) || document['name'] === undefined) return;
    const parameters = asObject(facts.request['parameters']);
    const seconds = Number(parameters?.['durationSeconds'] ?? DEFAULT_VIDEO_SECONDS);
    const videos = Number(parameters?.['sampleCount'] ?? parameters?.['numberOfVideos'] ?? 1);
    setUsage(facts, { units: { [USAGE_UNIT.videoSeconds]: seconds * videos } });
    setName(facts, 'resultId', document['name']);
    setName(facts, 'variant', facts.requestModel);
  },
};

/** The default of `ttl`. Source: ai.google.dev/api/caching. */
const DEFAULT_CACHE_TTL = '3600s';

/** Content that is kept for later prompts is billed by the token and hour; reading it is billed with these prompts. */
export const CACHE_WIRE: Wire = {
  requestShape: { object: { model: true, ttl: true } },
  responseShape: {
    object: {
      name: true,
      createTime: true,
      expireTime: true,
      usageMetadata: { object: { totalTokenCount: true } },
    },
  },
  readRequest(facts) {
    const model = facts.request['model'];
    if (typeof model === 'string') setName(facts, 'requestModel', model.replace(/^.*models\//, ''));
  },
  readResponse(facts, document) {
    const tokens = asCount(asObject(document['usageMetadata'])?.['totalTokenCount']);
    if (tokens === undefined) return;
    const seconds =
      lifetimeOf(document) ?? Number.parseFloat(String(facts.request['ttl'] ?? DEFAULT_CACHE_TTL));
    setUsage(facts, { units: { [CACHE_TOKEN_HOURS]: (tokens * seconds) / 3_600 } });
    setName(facts, 'resultId', document['name']);
    setName(facts, 'variant', facts.requestModel);
  },
};

/** In seconds, as the response tells it: the request may name the end instead of a duration. */
function lifetimeOf({ createTime, expireTime }: WireObject): number | undefined {
  const seconds = (Date.parse(String(expireTime)) - Date.parse(String(createTime))) / 1000;
  return seconds >= 0 ? seconds : undefined;
}

/** Tokens that are kept, times the hours for which they are. */
const CACHE_TOKEN_HOURS = 'cache_token_hours';
