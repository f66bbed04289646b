import { describe, expect, it } from 'vitest';
import { createRequestBody } from '../wire/request-body.ts';
import { resend } from './resend.ts';
import { createResponseBody } from '../wire/response-body.ts';
import type { Reading } from './types.ts';

function send(
  path: string,
  request: unknown,
  response: unknown,
  headers: Record<string, string> = {},
  responseHeaders: Record<string, string> = {},
): Reading {
  const reader = resend.endpoint('POST', path).createReader({
    method: 'POST',
    hostname: 'api.resend.com',
    port: undefined,
    path,
    header: (name) => headers[name],
  });
  const body = createRequestBody('application/json', reader);
  for (const byte of Buffer.from(JSON.stringify(request))) body?.write(Uint8Array.of(byte));
  body?.end();
  reader.readResponseHead?.({ statusCode: 200, header: (name) => responseHeaders[name] });
  const answer = createResponseBody('application/json', reader);
  answer?.write(Buffer.from(JSON.stringify(response)));
  answer?.end();
  return reader.reading();
}

const TEXT = { from: 'a', subject: '"to": ["x"]', html: '<p>{"to":["y","z"]}</p>' };

describe('Resend adapter', () => {
  it('counts every recipient of to, cc and bcc', () => {
    const email = { ...TEXT, to: ['r1', 'r2'], cc: 'r3', bcc: ['r4'] };
    expect(send('/emails', email, { id: 'e-1' })).toEqual({
      complete: true,
      repeatable: false,
      resultId: 'e-1',
      usage: { units: { emails: 4 } },
    });
  });

  it('counts the recipients of all e-mails of a batch', () => {
    const batch = [
      { ...TEXT, to: 'r1' },
      { ...TEXT, to: ['r2', 'r3'], cc: ['r4'] },
    ];
    const reading = send('/emails/batch', batch, { data: [{ id: 'e-1' }, { id: 'e-2' }] });
    expect(reading.usage).toEqual({ units: { emails: 4 } });
  });

  it('leaves out the e-mails of a batch that were refused', () => {
    const batch = [
      { ...TEXT, to: 'r1' },
      { ...TEXT, to: ['r2', 'r3'] },
    ];
    const response = {
      data: [{ id: 'e-1' }],
      errors: [{ index: 1, message: 'The `from` field is missing.' }],
    };
    expect(send('/emails/batch', batch, response).usage).toEqual({ units: { emails: 1 } });
  });

  it('knows that a request with an idempotency key may be answered again without a second e-mail', () => {
    expect(send('/emails', { to: 'r1' }, { id: 'e-1' }, { 'idempotency-key': 'k' }).repeatable).toBe(true);
  });

  it('keeps no address', () => {
    expect(JSON.stringify(send('/emails', { to: ['someone@example.org'] }, { id: 'e-1' }))).not.toContain(
      'someone',
    );
  });

  it('tells what the account has sent in the running day and month', () => {
    const quota = { 'x-resend-daily-quota': '42', 'x-resend-monthly-quota': '1700' };
    expect(send('/emails', { to: 'r1' }, { id: 'e-1' }, {}, quota).periodUsage).toEqual([
      { unit: 'emails', per: 'day', used: 42 },
      { unit: 'emails', per: 'month', used: 1700 },
    ]);
  });

  it.each(['', 'many', '-1'])('passes over a quota of %j', (used) => {
    const quota = { 'x-resend-daily-quota': used, 'x-resend-monthly-quota': '3' };
    expect(send('/emails', { to: 'r1' }, { id: 'e-1' }, {}, quota).periodUsage).toEqual([
      { unit: 'emails', per: 'month', used: 3 },
    ]);
  });

  it('knows no number of recipients of a broadcast, and takes none for a draft of one', () => {
    expect(send('/broadcasts/b-1/send', {}, { id: 'b-1' })).toEqual({ complete: true, notBilled: false });
    expect(send('/broadcasts', { segment_id: 's-1', send: true }, { id: 'b-1' }).notBilled).toBe(false);
    expect(send('/broadcasts', { segment_id: 's-1' }, { id: 'b-1' }).notBilled).toBe(true);
  });

  it.each([
    ['POST', '/emails', 'send_email', 'expected'],
    ['POST', '/proxy/emails/batch', 'send_email_batch', 'expected'],
    ['GET', '/emails', 'other', 'never'],
    ['POST', '/domains', 'other', 'never'],
    ['POST', '/broadcasts', 'create_broadcast', 'expected'],
    ['POST', '/broadcasts/b-1/send', 'send_broadcast', 'expected'],
    ['GET', '/broadcasts', 'other', 'never'],
    ['POST', '/audiences', 'other', 'never'],
    ['POST', '/emails/e-1/cancel', 'other', 'never'],
  ])('takes %s %s for %s, billed: %s', (method, path, operation, billing) => {
    expect(resend.endpoint(method, path)).toMatchObject({ operation, billing });
  });
});
