import type { ProviderDescription } from '../provider-server.ts';
import { messages } from './messages.ts';

export const anthropic: ProviderDescription = {
  endpoints: { 'POST /v1/messages': messages },
  failures: [
    {
      status: 429,
      body: { type: 'error', error: { type: 'rate_limit_error', message: 'Too many requests' } },
    },
    { status: 500, body: { type: 'error', error: { type: 'api_error', message: 'Internal server error' } } },
    { status: 529, body: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } } },
  ],
};
