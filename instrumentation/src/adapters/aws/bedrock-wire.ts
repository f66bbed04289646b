import { isSuccess } from '../../call/status.ts';
import { USAGE_UNIT } from '../../names.ts';
import { mergeAnthropicUsage, parseAnthropicUsage } from '../anthropic/anthropic-usage.ts';
import { AWS_EXCEPTION } from './aws-events.ts';
import {
  INVOCATION_METRICS,
  parseBedrockHeaders,
  parseConverseUsage,
  parseInvocationMetrics,
  parseModelUsage,
} from './bedrock-usage.ts';
import { parseCohereUsage } from '../cohere/cohere-usage.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asCount, asObject, asText } from '../../wire/json-values.ts';
import { decodeSegment } from '../path-segment.ts';
import type { Reading } from '../types.ts';
import { type Facts, setName, setUsage, type Wire, type WireObject } from '../wire-reader.ts';

const OTHER = '_OTHER';
/** Source: docs.aws.amazon.com/bedrock/latest/APIReference, errors of ConverseStream and InvokeModelWithResponseStream. */
const EXCEPTIONS: ReadonlySet<string> = new Set([
  'accessDeniedException',
  'internalServerException',
  'modelErrorException',
  'modelNotReadyException',
  'modelStreamErrorException',
  'modelTimeoutException',
  'serviceQuotaExceededException',
  'serviceUnavailableException',
  'throttlingException',
  'validationException',
]);
const TIER_HEADER = 'x-amzn-bedrock-service-tier';

/** `/model/{id}/converse`; the id may be encoded, and an ARN that holds slashes itself. */
const MODEL = /\/model\/(.+)\/[a-z-]+$/;
/** An ARN names the account, which is nobody's business; what follows it names the resource. */
const ARN = /^arn:[^:]*:([^:]*):[^:]*:[^:]*:(.+)$/;
const NAMED_RESOURCE = /^(?:foundation-model|inference-profile)\/(.+)$/;

/** The model that a path names: its id, with the prefix of its regions. */
export function bedrockModelOf(path: string): string | undefined {
  const segment = MODEL.exec(path)?.[1];
  if (segment === undefined) return undefined;
  const id = decodeSegment(segment);
  const resource = ARN.exec(id)?.[2];
  if (resource === undefined) return id;
  return NAMED_RESOURCE.exec(resource)?.[1] ?? resource;
}

/** Application profiles, imported models and endpoints have ids that say nothing of the model. */
function isOpaque(model: string | undefined): boolean {
  return model?.includes('/') === true || model?.startsWith('arn:') === true;
}

/**
 * The names that a response of another wire gets at Bedrock: what was asked for tells the regions, and with them the price,
 * which the model that answers leaves out. Only where it tells nothing of the model the answer counts.
 */
export function withBedrockNames({ requestModel, responseModel, ...reading }: Reading): Reading {
  const asked = requestModel && bedrockModelOf(`/model/${requestModel}/messages`);
  const isAnswerTold = responseModel !== undefined && (asked === undefined || isOpaque(asked));
  return {
    ...reading,
    ...(asked !== undefined && { requestModel: asked }),
    ...(isAnswerTold && { responseModel }),
  };
}

function readException(facts: Facts, document: WireObject): boolean {
  const exception = document[AWS_EXCEPTION];
  if (exception === undefined) return false;
  facts.errorType = EXCEPTIONS.has(String(exception)) ? String(exception) : OTHER;
  return true;
}

const TIER_SHAPE: Shape = { object: { type: true } };

/** `converse` and `converse-stream`: usage stands in the response, or in the event `metadata` at the end. */
export const CONVERSE_WIRE: Wire = {
  responseShape: {
    object: {
      [AWS_EXCEPTION]: true,
      usage: true,
      serviceTier: TIER_SHAPE,
      performanceConfig: { object: { latency: true } },
      stopReason: true,
      trace: { object: { promptRouter: { object: { invokedModelId: true } } } },
    },
  },
  readHead: (facts, head) => setName(facts, 'requestModel', bedrockModelOf(head.path)),
  readResponse(facts, document) {
    if (readException(facts, document)) return;
    setName(facts, 'serviceTier', asObject(document['serviceTier'])?.['type']);
    // Optimized latency has its price as tiers have.
    if (asObject(document['performanceConfig'])?.['latency'] === 'optimized') facts.serviceTier = 'optimized';
    // A router says which model it chose.
    const chosen = asText(asObject(asObject(document['trace'])?.['promptRouter'])?.['invokedModelId']);
    if (chosen !== undefined) setName(facts, 'responseModel', bedrockModelOf(`/model/${chosen}/converse`));
    setUsage(facts, parseConverseUsage(document['usage']));
  },
};

const IMAGE_CONFIG = { object: { numberOfImages: true } } as const;

/**
 * `invoke` and its stream: the body is the model's own. A stream ends with metrics of Bedrock's; where the body tells no
 * usage, the headers may.
 */
export const INVOKE_WIRE: Wire = {
  requestShape: { object: { imageGenerationConfig: IMAGE_CONFIG } },
  responseShape: {
    object: {
      [AWS_EXCEPTION]: true,
      type: true,
      model: true,
      usage: true,
      message: { object: { model: true, usage: true } },
      metadata: { object: { usage: true } },
      meta: true,
      response: { object: { meta: true } },
      inputTextTokenCount: true,
      totalOutputTextTokenCount: true,
      results: { array: { object: { tokenCount: true } } },
      prompt_token_count: true,
      generation_token_count: true,
      stop_reason: true,
      [INVOCATION_METRICS]: true,
    },
  },
  eventMembers: ['usage', 'meta', INVOCATION_METRICS],
  readHead: (facts, head) => setName(facts, 'requestModel', bedrockModelOf(head.path)),
  readResponseHead(facts, head) {
    facts.notBilled = !isSuccess(head.statusCode);
    setUsage(facts, parseBedrockHeaders(head));
    setName(facts, 'serviceTier', head.header(TIER_HEADER));
  },
  readResponse(facts, document) {
    if (readException(facts, document)) return;
    readAnsweringModel(facts, document);
    if (facts.wireUsage !== undefined || document['type'] === 'message_start') {
      readAnthropicEvent(facts, document);
      return;
    }
    const metrics = parseInvocationMetrics(document[INVOCATION_METRICS]);
    // Bedrock counts all tokens, Cohere states those that it bills. A model may tell less at the end than Bedrock does.
    const usage = metrics === undefined ? parseModelUsage(document) : (parseCohereUsage(document) ?? metrics);
    setUsage(facts, usage);
    // Parts of a stream before the last one.
    if (document['stop_reason'] === null) facts.complete = false;
  },
  conclude: countImages,
};

function readAnsweringModel(facts: Facts, document: WireObject): void {
  if (!isOpaque(facts.requestModel)) return;
  const model = asText(asObject(document['message'])?.['model'] ?? document['model']);
  // A server of one's own may name a file instead.
  if (model !== undefined && !model.startsWith('/')) facts.responseModel = model;
}

function readAnthropicEvent(facts: Facts, document: WireObject): void {
  const usage = asObject(asObject(document['message'])?.['usage'] ?? document['usage']);
  if (usage === undefined) return;
  facts.wireUsage = mergeAnthropicUsage(facts.wireUsage, usage);
  const parsed = parseAnthropicUsage(facts.wireUsage);
  if (parsed !== undefined) facts.usage = parsed;
  if (document['type'] !== 'message_start') facts.complete = true;
}

/** Pictures of Titan and Nova Canvas are billed by the piece; the request tells how many were made. */
function countImages(facts: Facts): void {
  const config = asObject(facts.request['imageGenerationConfig']);
  // A request that was refused, or got no answer, made none.
  if (facts.usage !== undefined || config === undefined || facts.notBilled !== false) return;
  if (facts.errorType !== undefined) return;
  setUsage(facts, { units: { [USAGE_UNIT.images]: asCount(config['numberOfImages']) ?? 1 } });
  setName(facts, 'variant', facts.requestModel);
}
