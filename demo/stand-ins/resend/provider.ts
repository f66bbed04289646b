import { randomUUID } from 'node:crypto';
import { answerJson } from '../answer.ts';
import { emailsNanoUsd } from '../prices.ts';
import { type Endpoint, type ProviderDescription } from '../provider-server.ts';

/** Resend bills each recipient, copies included. */
const RECIPIENT_FIELDS = ['to', 'cc', 'bcc'] as const;

const single: Endpoint = async (call) => {
  answerJson(call, { id: randomUUID() });
  return emailsNanoUsd(recipientsOf(call.body));
};

const batch: Endpoint = async (call) => {
  const emails = call.body as readonly unknown[];
  answerJson(call, { data: emails.map(() => ({ id: randomUUID() })) });
  return emailsNanoUsd(emails.reduce<number>((sum, email) => sum + recipientsOf(email), 0));
};

function recipientsOf(email: unknown): number {
  const fields = email as Partial<Record<(typeof RECIPIENT_FIELDS)[number], string | readonly string[]>>;
  return RECIPIENT_FIELDS.map((name) => [fields[name] ?? []].flat().length).reduce(
    (sum, count) => sum + count,
    0,
  );
}

export const resend: ProviderDescription = {
  endpoints: { 'POST /emails': single, 'POST /emails/batch': batch },
  failures: [
    {
      status: 429,
      body: { statusCode: 429, name: 'rate_limit_exceeded', message: 'Too many requests' },
    },
    { status: 500, body: { statusCode: 500, name: 'application_error', message: 'Something went wrong' } },
  ],
};
