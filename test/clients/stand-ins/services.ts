import { json, type Provider } from './exchange.ts';

/** Source: resend.com/docs/api-reference/emails. */
export const resend: Provider = {
  answer: ({ path }) =>
    json(path.endsWith('/batch') ? { data: [{ id: 'e-1' }, { id: 'e-2' }] } : { id: 'e-1' }),
  refusal: { status: 429, body: { statusCode: 429, name: 'rate_limit_exceeded', message: 'Slow down' } },
};

/** Source: www.twilio.com/docs/messaging/api/message-resource. */
export const twilio: Provider = {
  answer: () => ({
    ...json({
      sid: 'SM00000000000000000000000000000001',
      account_sid: 'AC00000000000000000000000000000001',
      api_version: '2010-04-01',
      body: 'Guten Tag',
      date_created: 'Thu, 01 Jan 2026 10:00:00 +0000',
      date_sent: null,
      date_updated: 'Thu, 01 Jan 2026 10:00:00 +0000',
      direction: 'outbound-api',
      error_code: null,
      error_message: null,
      from: '+12025550100',
      messaging_service_sid: null,
      num_media: '0',
      num_segments: '2',
      price: null,
      price_unit: 'USD',
      status: 'queued',
      subresource_uris: {},
      to: '+12025550123',
      uri: '/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages/SM1.json',
    }),
    status: 201,
  }),
  refusal: { status: 429, body: { code: 20429, message: 'Too many requests', status: 429 } },
};

/** Source: supabase.com/docs/guides/api and postgrest.org. */
export const supabase: Provider = {
  answer: ({ method }) =>
    method === 'GET'
      ? json([{ id: 1 }, { id: 2 }, { id: 3 }], { 'content-range': '0-2/*' })
      : { status: 201, headers: { 'content-range': '*/*' }, chunks: [] },
  refusal: { status: 503, body: { message: 'Try again' } },
};

/** Source: upstash.com/docs/redis/features/restapi. */
export const upstash: Provider = {
  answer({ path, body, headers }) {
    // The client asks for base64, so that no value is mistaken for a message of the API.
    const encode = (value: string): string =>
      headers['upstash-encoding'] === 'base64' ? Buffer.from(value).toString('base64') : value;
    if (path.endsWith('/pipeline')) {
      return json((body as unknown[]).map(() => ({ result: encode('OK') })));
    }
    return json({ result: encode('OK') });
  },
  refusal: { status: 429, body: { error: 'ERR max requests limit exceeded' } },
};
