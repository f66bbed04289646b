import { USAGE_UNIT } from '../../names.ts';
import { asCount, asObject, asText } from '../../wire/json-values.ts';
import { bedrockModelOf } from './bedrock-wire.ts';
import { setName, setUsage, type Wire } from '../wire-reader.ts';

/** A query of more documents is billed as several. Source: aws.amazon.com/bedrock/pricing, Rerank. */
const DOCUMENTS_PER_QUERY = 100;

/** `rerank`: the response states no usage, but the request tells how many documents were ranked. */
export const RERANK_WIRE: Wire = {
  requestShape: {
    object: {
      sources: { array: { object: { type: true } } },
      rerankingConfiguration: {
        object: {
          bedrockRerankingConfiguration: {
            object: { modelConfiguration: { object: { modelArn: true } } },
          },
        },
      },
    },
  },
  responseShape: { object: { nextToken: true } },
  readRequest(facts) {
    const configuration = asObject(facts.request['rerankingConfiguration']);
    const bedrock = asObject(configuration?.['bedrockRerankingConfiguration']);
    const arn = asText(asObject(bedrock?.['modelConfiguration'])?.['modelArn']);
    if (arn !== undefined) setName(facts, 'requestModel', bedrockModelOf(`/model/${arn}/rerank`));
    setName(facts, 'variant', facts.requestModel);
  },
  readResponse(facts) {
    const sources = facts.request['sources'];
    if (!Array.isArray(sources)) return;
    const queries = Math.ceil(sources.length / DOCUMENTS_PER_QUERY);
    setUsage(facts, { units: { [USAGE_UNIT.searchUnits]: queries } });
  },
};

/** Policies of a guardrail, by the text units that each is billed by. Words and regular expressions are free. */
const GUARDRAIL_UNITS: readonly [wire: string, unit: string][] = [
  ['contentPolicyUnits', 'guardrail_content_units'],
  ['topicPolicyUnits', 'guardrail_topic_units'],
  ['contextualGroundingPolicyUnits', 'guardrail_grounding_units'],
  ['sensitiveInformationPolicyUnits', 'guardrail_sensitive_information_units'],
  ['contentPolicyImageUnits', 'guardrail_image_units'],
];

/** `ApplyGuardrail` states the text units of each policy. Source: docs.aws.amazon.com/bedrock, GuardrailUsage. */
export const GUARDRAIL_WIRE: Wire = {
  responseShape: { object: { usage: true } },
  readResponse(facts, document) {
    const wire = asObject(document['usage']);
    if (wire === undefined) return;
    const counts = GUARDRAIL_UNITS.map(([name, unit]) => [unit, asCount(wire[name]) ?? 0] as const);
    setUsage(facts, { units: Object.fromEntries(counts) });
  },
};
