import type { ProviderDescription } from '../provider-server.ts';
import { chatCompletions } from './chat-completions.ts';
import { embeddings } from './embeddings.ts';
import { responses } from './responses.ts';

export const openai: ProviderDescription = {
  endpoints: {
    'POST /v1/chat/completions': chatCompletions,
    'POST /v1/responses': responses,
    'POST /v1/embeddings': embeddings,
  },
  failures: [
    {
      status: 429,
      body: {
        error: { message: 'Rate limit reached', type: 'tokens', param: null, code: 'rate_limit_exceeded' },
      },
    },
    {
      status: 500,
      body: { error: { message: 'The server had an error', type: 'server_error', param: null, code: null } },
    },
  ],
};
