/** What kind of service a provider sells, in the categories that FOCUS 1.2 allows. */
const KINDS = {
  model: ['AI and Machine Learning', 'Generative AI'],
  speech: ['AI and Machine Learning', 'Natural Language Processing'],
  platform: ['AI and Machine Learning', 'AI Platforms'],
  machineLearning: ['AI and Machine Learning', 'Machine Learning'],
  search: ['Analytics', 'Search'],
  messaging: ['Integration', 'Messaging'],
  warehouse: ['Databases', 'Data Warehouses'],
  relational: ['Databases', 'Relational Databases'],
  noSql: ['Databases', 'NoSQL Databases'],
  vectors: ['Databases', 'Other (Databases)'],
  web: ['Web', 'Application Platforms'],
  other: ['Other', 'Other (Other)'],
} as const;

export interface FocusService {
  readonly providerName: string;
  readonly serviceName: string;
  readonly category: string;
  readonly subcategory: string;
}

/** Names as the companies write them, and what they mainly sell: FOCUS wants one category for each service. */
const PROVIDERS: Readonly<Record<string, readonly [name: string, kind: keyof typeof KINDS]>> = {
  'aleph-alpha': ['Aleph Alpha', 'model'],
  ai21: ['AI21 Labs', 'model'],
  alibaba: ['Alibaba Cloud', 'model'],
  anthropic: ['Anthropic', 'model'],
  assemblyai: ['AssemblyAI', 'speech'],
  'aws-bedrock': ['Amazon Bedrock', 'model'],
  'aws-sagemaker': ['Amazon SageMaker', 'machineLearning'],
  azure: ['Microsoft Azure', 'model'],
  baseten: ['Baseten', 'platform'],
  cartesia: ['Cartesia', 'speech'],
  cerebras: ['Cerebras', 'model'],
  cloudflare: ['Cloudflare', 'model'],
  cohere: ['Cohere', 'model'],
  databricks: ['Databricks', 'platform'],
  deepgram: ['Deepgram', 'speech'],
  deepinfra: ['DeepInfra', 'model'],
  deepseek: ['DeepSeek', 'model'],
  digitalocean: ['DigitalOcean', 'model'],
  elevenlabs: ['ElevenLabs', 'speech'],
  fireworks: ['Fireworks AI', 'model'],
  'github-models': ['GitHub Models', 'model'],
  gladia: ['Gladia', 'speech'],
  google: ['Google', 'model'],
  'google-vertex': ['Google Cloud Vertex AI', 'model'],
  groq: ['Groq', 'model'],
  huggingface: ['Hugging Face', 'platform'],
  jina: ['Jina AI', 'model'],
  mistral: ['Mistral AI', 'model'],
  moonshot: ['Moonshot AI', 'model'],
  nvidia: ['NVIDIA', 'model'],
  openai: ['OpenAI', 'model'],
  openrouter: ['OpenRouter', 'model'],
  perplexity: ['Perplexity', 'model'],
  pinecone: ['Pinecone', 'vectors'],
  replicate: ['Replicate', 'platform'],
  resend: ['Resend', 'messaging'],
  sambanova: ['SambaNova', 'model'],
  scaleway: ['Scaleway', 'model'],
  snowflake: ['Snowflake', 'warehouse'],
  supabase: ['Supabase', 'relational'],
  tavily: ['Tavily', 'search'],
  together: ['Together AI', 'model'],
  twilio: ['Twilio', 'messaging'],
  upstash: ['Upstash', 'noSql'],
  vercel: ['Vercel', 'web'],
  'vercel-ai-gateway': ['Vercel AI Gateway', 'model'],
  voyage: ['Voyage AI', 'model'],
  watsonx: ['IBM watsonx', 'platform'],
  writer: ['Writer', 'model'],
  xai: ['xAI', 'model'],
};

/** FOCUS requires a name: this is what spend without a provider is filed under. */
const NOT_STATED = '(not stated)';

/** The service that a provider's spend is for. A provider that is not in the table keeps its own name, category `Other`. */
export function focusService(provider: string | undefined): FocusService {
  const known =
    provider !== undefined && Object.hasOwn(PROVIDERS, provider) ? PROVIDERS[provider] : undefined;
  const [name, kind] = known ?? [provider ?? NOT_STATED, 'other' as const];
  const [category, subcategory] = KINDS[kind];
  return { providerName: name, serviceName: `${name} API`, category, subcategory };
}
