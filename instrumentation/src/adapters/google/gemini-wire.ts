import { USAGE_UNIT } from '../../names.ts';
import { parseGeminiUsage, parseInteractionUsage } from './gemini-usage.ts';
import { describeGoogleError } from './google-error.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asObject, asText, listObjects } from '../../wire/json-values.ts';
import { decodeSegment } from '../path-segment.ts';
import { type Facts, setName, setUsage, type Wire, type WireObject } from '../wire-reader.ts';

const ERROR_SHAPE: Shape = { object: { status: true, code: true } };
const CONTENT_MEMBERS = {
  error: ERROR_SHAPE,
  modelVersion: true,
  responseId: true,
  usageMetadata: true,
} as const;

const MODEL = /\/(?:models|tunedModels|endpoints)\/([^/:]+)(?::[A-Za-z]+)?$/;

/** The model that a path names: `.../models/gemini-2.5-flash:generateContent`. */
export function modelOfPath(path: string): string | undefined {
  const name = MODEL.exec(path)?.[1];
  return name === undefined ? undefined : decodeSegment(name);
}

/** Searches of Gemini 3 are billed one by one, before it the prompt that led to them. Source: ai.google.dev/gemini-api/docs/pricing. */
const BILLED_BY_PROMPT = /^gemini-[12](\.|-|$)/;

/** `generateContent` and its stream, whose parts each state all usage so far: the last one counts. */
export const CONTENT_WIRE: Wire = {
  responseShape: {
    object: {
      ...CONTENT_MEMBERS,
      candidates: {
        array: { object: { finishReason: true, groundingMetadata: { object: { webSearchQueries: true } } } },
      },
      promptFeedback: { object: { blockReason: true } },
    },
  },
  eventMembers: ['usageMetadata', 'groundingMetadata', 'promptFeedback'],
  readHead: (facts, head) => setName(facts, 'requestModel', modelOfPath(head.path)),
  readResponse(facts, document) {
    if (readGoogleError(facts, document)) return;
    setName(facts, 'responseModel', asText(document['modelVersion'])?.replace(/^models\//, ''));
    setName(facts, 'resultId', document['responseId']);
    const candidates = listObjects(document['candidates']);
    for (const candidate of candidates) countSearches(facts, candidate);
    const usage = parseGeminiUsage(document['usageMetadata']);
    if (usage !== undefined) facts.usage = usage;
    setName(facts, 'serviceTier', tierOf(asObject(document['usageMetadata'])));
    // A prompt that is refused has no candidates.
    facts.complete ||=
      candidates.some((candidate) => candidate['finishReason'] !== undefined) ||
      asObject(document['promptFeedback'])?.['blockReason'] !== undefined;
  },
  conclude(facts) {
    const searches = facts.wireUsage?.['searches'];
    if (typeof searches === 'number') billSearches(facts, searches);
  },
};

function billSearches(facts: Facts, searches: number): void {
  if (facts.usage === undefined) return;
  const byPrompt = BILLED_BY_PROMPT.test(facts.responseModel ?? facts.requestModel ?? '');
  facts.usage = { ...facts.usage, units: { [USAGE_UNIT.webSearches]: byPrompt ? 1 : searches } };
  facts.variant = byPrompt ? 'prompt' : 'query';
}

function countSearches(facts: Facts, candidate: WireObject): void {
  const queries = asObject(candidate['groundingMetadata'])?.['webSearchQueries'];
  if (!Array.isArray(queries) || queries.length === 0) return;
  // Each part of a stream repeats the queries so far.
  const searches = Math.max(queries.length, Number(facts.wireUsage?.['searches'] ?? 0));
  facts.wireUsage = { searches };
}

/** What Vertex says of the tier, by name and by number. Source: cloud.google.com/vertex-ai, TrafficType. */
const TRAFFIC_TIERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ON_DEMAND: 'standard',
    1: 'standard',
    PROVISIONED_THROUGHPUT: 'provisioned_throughput',
    2: 'provisioned_throughput',
    ON_DEMAND_PRIORITY: 'priority',
    3: 'priority',
    ON_DEMAND_FLEX: 'flex',
    4: 'flex',
  }),
);

function tierOf(usageMetadata: WireObject | undefined): string | undefined {
  const tier = asText(usageMetadata?.['serviceTier'])?.toLowerCase();
  if (tier !== undefined && tier !== 'unspecified') return tier;
  const traffic = usageMetadata?.['trafficType'];
  return TRAFFIC_TIERS.get(String(traffic));
}

/** `embedContent` and `batchEmbedContents`; older models state no usage. */
export const EMBED_WIRE: Wire = {
  responseShape: { object: CONTENT_MEMBERS },
  readHead: (facts, head) => setName(facts, 'requestModel', modelOfPath(head.path)),
  readResponse(facts, document) {
    if (!readGoogleError(facts, document)) setUsage(facts, parseGeminiUsage(document['usageMetadata']));
  },
};

const INTERACTION_MEMBERS = {
  id: true,
  model: true,
  agent: true,
  status: true,
  error: ERROR_SHAPE,
  service_tier: true,
  usage: true,
} as const;
const UNFINISHED: ReadonlySet<unknown> = new Set(['in_progress', 'failed', 'cancelled']);

/** An interaction, whole or as events that wrap it. */
export const INTERACTION_WIRE: Wire = {
  requestShape: { object: { model: true, agent: true, service_tier: true } },
  responseShape: { object: { ...INTERACTION_MEMBERS, interaction: { object: INTERACTION_MEMBERS } } },
  readRequest(facts) {
    setName(facts, 'requestModel', facts.request['model'] ?? facts.request['agent']);
  },
  readResponse(facts, document) {
    const interaction = asObject(document['interaction']) ?? document;
    if (readGoogleError(facts, interaction)) return;
    setName(facts, 'responseModel', interaction['model']);
    setName(facts, 'resultId', interaction['id']);
    setName(facts, 'serviceTier', interaction['service_tier']);
    const usage = parseInteractionUsage(interaction['usage']);
    setUsage(facts, usage);
    const searches = usage?.units?.[USAGE_UNIT.webSearches];
    if (searches !== undefined) billSearches(facts, searches);
    facts.notBilled = UNFINISHED.has(interaction['status'] ?? document['status']);
  },
};

/** True when the document tells of an error instead of a result. */
export function readGoogleError(facts: Facts, document: WireObject): boolean {
  const error = asObject(document['error']);
  if (error === undefined) return false;
  facts.errorType = describeGoogleError(error);
  facts.notBilled = facts.usage === undefined;
  return true;
}
