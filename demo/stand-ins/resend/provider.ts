import { randomUUID } from 'node:crypto';
import { answerJson } from '../answer.ts';
import { emailsNanoUsd } from '../prices.ts';
import type { Endpoint, ProviderCall, ProviderDescription } from '../provider-server.ts';
import { Quota } from './quota.ts';

/** Resend bills each recipient, copies included. */
const RECIPIENT_FIELDS = ['to', 'cc', 'bcc'] as const;

/** Answers, says how many e-mails the account has sent, and charges those that the plan does not give away. */
function send(call: ProviderCall, quota: Quota, recipients: number, body: unknown): bigint {
  const { today, thisMonth, charged } = quota.send(recipients);
  answerJson(call, body, {
    'x-resend-daily-quota': String(today),
    'x-resend-monthly-quota': String(thisMonth),
  });
  return emailsNanoUsd(charged);
}

function recipientsOf(email: unknown): number {
  const fields = email as Partial<Record<(typeof RECIPIENT_FIELDS)[number], string | readonly string[]>>;
  return RECIPIENT_FIELDS.map((name) => [fields[name] ?? []].flat().length).reduce(
    (sum, count) => sum + count,
    0,
  );
}

/** The stand-in, with an account that has sent nothing yet. */
export function createResend(quota = new Quota()): ProviderDescription {
  const single: Endpoint = async (call) => send(call, quota, recipientsOf(call.body), { id: randomUUID() });
  const batch: Endpoint = async (call) => {
    const emails = call.body as readonly unknown[];
    const recipients = emails.reduce<number>((sum, email) => sum + recipientsOf(email), 0);
    return send(call, quota, recipients, { data: emails.map(() => ({ id: randomUUID() })) });
  };
  return { endpoints: { 'POST /emails': single, 'POST /emails/batch': batch }, failures: FAILURES };
}

const FAILURES: ProviderDescription['failures'] = [
  {
    status: 429,
    body: { statusCode: 429, name: 'rate_limit_exceeded', message: 'Too many requests' },
  },
  { status: 500, body: { statusCode: 500, name: 'application_error', message: 'Something went wrong' } },
];
