/** One request that a provider meters, or answers for free; the hosts and ids in it are made up. */
export interface Operation {
  provider: string;
  method: string;
  /** Path and query; `{user}`, `{phone}`, `{key}`, `{file}` and `{query}` stand for what must not be seen. */
  path: string;
  body?: 'json' | 'form' | 'multipart';
}

/** Providers with the wire of OpenAI, and the path that comes before its endpoints. */
const OPENAI_COMPATIBLE: Readonly<Record<string, string>> = {
  openai: '/v1',
  alibaba: '/compatible-mode/v1',
  azure: '/openai/v1',
  cerebras: '/v1',
  deepseek: '',
  fireworks: '/inference/v1',
  groq: '/openai/v1',
  huggingface: '/together/v1',
  mistral: '/v1',
  moonshot: '/v1',
  ollama: '/v1',
  openrouter: '/api/v1',
  perplexity: '',
  together: '/v1',
  voyage: '/v1',
  writer: '/v1',
  xai: '/v1',
  zai: '/api/paas/v4',
};

/** Paths of single providers; each answers `POST` with JSON unless it says otherwise. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  openai: [
    '/v1/responses/input_tokens',
    'multipart /v1/audio/transcriptions',
    'multipart /v1/images/edits',
    '/v1/audio/speech',
    '/v1/moderations',
    '/v1/videos',
    '/v1/batches',
    'GET /v1/responses/resp_{user}',
    'GET /v1/files/file-{user}/content',
    'GET /v1/models/{user}',
  ],
  azure: ['/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21&subscription-key={key}'],
  anthropic: [
    '/v1/messages',
    '/v1/messages?beta={query}',
    '/v1/complete',
    '/v1/messages/count_tokens',
    '/v1/messages/batches',
    'GET /v1/messages/batches/msgbatch_{user}/results',
  ],
  'aws-bedrock': [
    '/model/anthropic.claude-3-5-haiku-20241022-v1:0/invoke',
    '/model/anthropic.claude-3-5-haiku-20241022-v1:0/invoke-with-response-stream',
    '/model/amazon.nova-lite-v1:0/converse',
    '/model/amazon.nova-lite-v1:0/converse-stream',
    '/model/amazon.titan-embed-text-v2:0/invoke',
  ],
  'aws-sagemaker': ['/endpoints/my-endpoint/invocations'],
  'aleph-alpha': ['/complete'],
  cartesia: ['multipart /stt', '/tts/bytes'],
  cohere: ['/v1/chat', '/v2/chat', '/v2/embed', '/v2/rerank', '/v1/generate'],
  deepgram: ['/v1/listen?model=nova-3&callback=https%3A%2F%2F{user}', '/v1/speak'],
  gladia: ['/v2/pre-recorded'],
  google: [
    '/v1beta/models/gemini-2.5-flash:generateContent?key={key}',
    '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse&key={key}',
    '/v1beta/models/gemini-embedding-001:embedContent?key={key}',
    '/v1beta/models/gemini-2.5-flash:countTokens?key={key}',
    '/v1beta/interactions',
    '/upload/v1beta/files?name={file}',
  ],
  'google-vertex': [
    '/v1/projects/p/locations/us-central1/publishers/google/models/gemini-2.5-pro:generateContent',
    '/v1/projects/p/locations/us-central1/publishers/google/models/gemini-2.5-pro:streamGenerateContent?alt=sse',
    '/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-sonnet-4-5:rawPredict',
  ],
  ollama: ['/api/chat', '/api/generate', '/api/embed'],
  perplexity: ['/search'],
  pinecone: ['/query', '/vectors/upsert', '/vectors/delete', 'GET /indexes/{user}'],
  replicate: ['/v1/predictions', '/v1/models/meta/llama/predictions', 'GET /v1/predictions/{user}'],
  resend: ['/emails', '/emails/batch', 'GET /emails/{user}', '/broadcasts', '/audiences/{user}/contacts'],
  snowflake: ['/api/v2/cortex/inference:complete'],
  supabase: [
    'GET /rest/v1/orders?email=eq.{user}&select=*',
    '/rest/v1/orders',
    'PATCH /rest/v1/orders?id=eq.{user}',
    '/rest/v1/rpc/search_orders',
    '/auth/v1/token?grant_type=password',
    '/auth/v1/signup',
    'GET /storage/v1/object/public/avatars/{user}/{file}',
    'multipart /storage/v1/object/avatars/{user}/{file}',
    '/functions/v1/send-welcome',
    '/realtime/v1/api/broadcast',
  ],
  tavily: ['/search', '/extract'],
  twilio: [
    'form /2010-04-01/Accounts/AC{user}/Messages.json',
    'GET /2010-04-01/Accounts/AC{user}/Messages/SM{user}.json',
    'form /2010-04-01/Accounts/AC{user}/Calls.json',
    'GET /2010-04-01/Accounts/AC{user}/Calls/CA{user}.json',
    'form /v2/Services/VA{user}/Verifications',
    'form /v2/Services/VA{user}/VerificationCheck',
    'GET /v2/PhoneNumbers/{phone}?Fields=line_type_intelligence',
  ],
  upstash: [
    'GET /get/session:{user}?_token={key}',
    'GET /set/{user}/{phone}',
    '/',
    '/pipeline',
    '/multi-exec',
    '/upsert',
    '/query',
    '/v2/publish/https://{user}/hook',
  ],
  vercel: ['/v13/deployments', 'GET /v1/edge-config/{user}/items', '/v1/chat/completions'],
  voyage: ['/v1/rerank'],
  watsonx: ['/ml/v1/text/chat?version=2025-01-01', '/ml/v1/text/generation_stream?version=2025-01-01'],
};

const COMPATIBLE_ENDPOINTS = ['/chat/completions', '/completions', '/responses', '/embeddings', '/rerank'];
/** Of a provider that is one of many with the same adapter. */
const FEW_ENDPOINTS = ['/v1/chat/completions', '/v1/embeddings'];

/** The operations to try of each of `providers`; one that is not listed is tried as a provider with OpenAI's wire. */
export function operationsOf(providers: readonly string[]): readonly Operation[] {
  return providers.flatMap((provider) => {
    const prefix = OPENAI_COMPATIBLE[provider];
    const compatible = prefix === undefined ? [] : COMPATIBLE_ENDPOINTS.map((end) => prefix + end);
    const own = [...compatible, ...(PATHS[provider] ?? [])];
    const entries = own.length === 0 ? FEW_ENDPOINTS : [...own, '/images/generations'];
    return entries.map((entry) => parseOperation(provider, entry));
  });
}

/** `GET /path`, `form /path`, `multipart /path` or `/path`. */
function parseOperation(provider: string, entry: string): Operation {
  const [first = '', second] = entry.split(' ');
  if (second === undefined) return { provider, method: 'POST', path: first, body: 'json' };
  if (first === 'form' || first === 'multipart')
    return { provider, method: 'POST', path: second, body: first };
  if (first === 'GET') return { provider, method: first, path: second };
  return { provider, method: first, path: second, body: 'json' };
}
