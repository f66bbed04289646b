import { createClient } from '@supabase/supabase-js';
import { Redis } from '@upstash/redis';
import { Resend } from 'resend';
import twilio from 'twilio';

const ADDRESS = 'somebody@example.com';
const MAIL = { from: ADDRESS, to: [ADDRESS, ADDRESS], subject: 'Hello', text: 'Guten Tag' };
const ACCOUNT = 'AC00000000000000000000000000000001';

const resend = (url) => new Resend('re_none', { baseUrl: url });
const supabase = (url) =>
  createClient(url, 'none', { auth: { persistSession: false, autoRefreshToken: false } });
const upstash = (url) =>
  new Redis({ url, token: 'none', enableTelemetry: false, retry: { retries: 2, backoff: () => 1 } });

function sendMessage(url) {
  const client = twilio(ACCOUNT, 'none');
  client.api.baseUrl = url;
  return client.messages.create({ body: 'Guten Tag', from: '+12025550100', to: '+12025550123' });
}

export const cases = [
  ...[
    {
      id: 'resend sends',
      run: async ({ url }) => (await resend(url).emails.send(MAIL)).data,
      usage: { emails: 2 },
      attempts: ['200'],
    },
    {
      id: 'resend sends a batch',
      run: async ({ url }) => (await resend(url).batch.send([MAIL, MAIL])).data,
      usage: { emails: 4 },
      attempts: ['200'],
    },
    {
      id: 'resend is refused',
      manner: 'is-busy-first',
      run: async ({ url }) => (await resend(url).emails.send(MAIL)).error?.name,
      attempts: ['429'],
    },
  ].map((one) => ({ provider: 'resend', client: 'resend', ...one })),
  {
    id: 'twilio sends a message',
    provider: 'twilio',
    client: 'twilio',
    run: async ({ url }) => (await sendMessage(url)).status,
    usage: { sms_segments: 2 },
    attempts: ['201'],
  },
  ...[
    {
      id: 'supabase selects',
      run: async ({ url }) => (await supabase(url).from('items').select('id').eq('owner', 7)).data,
      usage: { rows: 3, bytes_out: 28 },
      attempts: ['200'],
    },
    {
      // It waits for a second before it asks again; what was refused was sent as well.
      id: 'supabase retries',
      manner: 'is-busy-first',
      run: async ({ url }) => (await supabase(url).from('items').select('id')).data,
      usage: { rows: 3, bytes_out: 51 },
      attempts: ['200', '503'],
      retries: 1,
    },
    {
      id: 'supabase inserts',
      run: async ({ url }) => (await supabase(url).from('items').insert({ id: 4 })).status,
      usage: { bytes_in: 8 },
      attempts: ['201'],
    },
  ].map((one) => ({ provider: 'supabase', client: '@supabase/supabase-js', ...one })),
  ...[
    {
      id: 'upstash sets',
      run: ({ url }) => upstash(url).set('key', 'value'),
      usage: { commands: 1, bytes_in: 23, bytes_out: 19 },
      attempts: ['200'],
    },
    {
      id: 'upstash runs a pipeline',
      run: ({ url }) => upstash(url).pipeline().set('a', 1).set('b', 2).get('c').exec(),
      usage: { commands: 3, cache_hits: 1, bytes_in: 41, bytes_out: 55 },
      attempts: ['200'],
    },
  ].map((one) => ({ provider: 'upstash', client: '@upstash/redis', ...one })),
];
