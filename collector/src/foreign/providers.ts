/**
 * Ids of Outlay for names that other SDKs give to providers, where they differ. Sources: `gen_ai.provider.name` and
 * `gen_ai.system` of the OpenTelemetry GenAI conventions (well-known values, the withdrawn ones too); LLMProvider and
 * LLMSystem of OpenInference; the `gen_ai.system` of Vercel's AI SDK (`openai.chat`) and of OpenLLMetry, seen 2026-11-22.
 */
const PROVIDER_IDS: Readonly<Record<string, string>> = {
  'amazon-bedrock': 'aws-bedrock',
  amazon_bedrock: 'aws-bedrock',
  'az.ai.inference': 'azure',
  'az.ai.openai': 'azure',
  'azure-openai': 'azure',
  'azure.ai.inference': 'azure',
  'azure.ai.openai': 'azure',
  aws: 'aws-bedrock',
  'aws.bedrock': 'aws-bedrock',
  bedrock: 'aws-bedrock',
  'fireworks-ai': 'fireworks',
  'gcp.gemini': 'google',
  'gcp.gen_ai': 'google',
  'gcp.vertex_ai': 'google-vertex',
  gemini: 'google',
  'google.vertex': 'google-vertex',
  'google-gla': 'google',
  'google-vertex': 'google-vertex',
  google_genai: 'google',
  'ibm.watsonx.ai': 'watsonx',
  'ibm-watsonx': 'watsonx',
  mistral_ai: 'mistral',
  mistralai: 'mistral',
  moonshot_ai: 'moonshot',
  together_ai: 'together',
  'together.ai': 'together',
  togetherai: 'together',
  vertex_ai: 'google-vertex',
  vertexai: 'google-vertex',
  voyageai: 'voyage',
  x_ai: 'xai',
};

/** Names of frameworks, which some SDKs give where they do not know the provider. */
const FRAMEWORKS: ReadonlySet<string> = new Set([
  'langchain',
  'langgraph',
  'llamaindex',
  'llama_index',
  'haystack',
  'crewai',
  'autogen',
  'unknown',
  '_other',
]);

/** Who makes the models whose names begin like this: taken where the telemetry does not name the provider. */
const MAKERS: readonly (readonly [pattern: RegExp, provider: string])[] = [
  [/^(gpt-|chatgpt-|o[1-9](-|$)|text-embedding-)/, 'openai'],
  [/^claude-/, 'anthropic'],
  [/^gemini-/, 'google'],
  [/^(mistral|ministral|codestral|magistral|pixtral)-/, 'mistral'],
  [/^command-/, 'cohere'],
  [/^deepseek-(chat|reasoner)$/, 'deepseek'],
  [/^grok-/, 'xai'],
];

/** The provider's id; undefined when neither the name nor the model tells it. */
export function providerFrom(name: string | undefined, model: string | undefined): string | undefined {
  const written = name?.trim().toLowerCase();
  if (written === undefined || written === '' || FRAMEWORKS.has(written)) return makerOf(model);
  const plain = written.replace(SDK_PART, '');
  return knownId(written) ?? knownId(plain) ?? plain;
}

/** Vercel's AI SDK names the part of itself behind the provider: `openai.chat`. */
const SDK_PART =
  /\.(chat|responses?|embeddings?|completions?|messages|generative-ai|image|transcription|speech)$/;

function knownId(name: string): string | undefined {
  return Object.hasOwn(PROVIDER_IDS, name) ? PROVIDER_IDS[name] : undefined;
}

function makerOf(model: string | undefined): string | undefined {
  return model === undefined ? undefined : MAKERS.find(([pattern]) => pattern.test(model))?.[1];
}
