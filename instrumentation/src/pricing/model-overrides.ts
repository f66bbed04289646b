import type { ModelOverride } from './model-override.ts';
import { ALIBABA_INTERNATIONAL_MODELS } from './models/alibaba.ts';
import { BEDROCK_REGIONAL_MODELS } from './models/aws-bedrock-regions.ts';
import { BEDROCK_MODELS } from './models/aws-bedrock.ts';
import { AZURE_MODELS } from './models/azure.ts';
import { COHERE_MODELS } from './models/cohere.ts';
import { DEEPSEEK_MODELS } from './models/deepseek.ts';
import { VERTEX_GEMINI_MODELS } from './models/google-vertex-gemini.ts';
import { VERTEX_MODELS } from './models/google-vertex.ts';
import { GROQ_MODELS } from './models/groq.ts';
import { MISTRAL_MODELS } from './models/mistral.ts';
import { OLLAMA_MODELS } from './models/ollama.ts';
import { OPENAI_MODELS } from './models/openai.ts';
import { TOGETHER_MODELS } from './models/together.ts';
import { VOYAGE_MODELS } from './models/voyage.ts';
import { WATSONX_MODELS } from './models/watsonx.ts';
import { WRITER_MODELS } from './models/writer.ts';

/** Our own model prices by provider id; they count before those of the price library. */
export const MODEL_OVERRIDES: Readonly<Record<string, readonly ModelOverride[]>> = {
  alibaba_international: ALIBABA_INTERNATIONAL_MODELS,
  'aws-bedrock': [...BEDROCK_REGIONAL_MODELS, ...BEDROCK_MODELS],
  azure: AZURE_MODELS,
  cohere: COHERE_MODELS,
  deepseek: DEEPSEEK_MODELS,
  'google-vertex': [...VERTEX_GEMINI_MODELS, ...VERTEX_MODELS],
  groq: GROQ_MODELS,
  mistral: MISTRAL_MODELS,
  ollama: OLLAMA_MODELS,
  openai: OPENAI_MODELS,
  together: TOGETHER_MODELS,
  voyage: VOYAGE_MODELS,
  watsonx: WATSONX_MODELS,
  writer: WRITER_MODELS,
};
