import { describe, expect, it } from 'vitest';
import { readExchange } from '../testing/exchange.ts';
import { twilio } from './twilio.ts';
import type { Reading } from '../types.ts';

const ACCOUNT = '/2010-04-01/Accounts/ACx';
const FORM = 'application/x-www-form-urlencoded';

function form(fields: Record<string, string>): string {
  return new URLSearchParams(fields).toString();
}

function sendMessage(fields: Record<string, string>, response: object = {}): Reading {
  return readExchange(twilio, {
    path: `${ACCOUNT}/Messages.json`,
    requestType: FORM,
    request: form(fields),
    status: 201,
    response: { sid: 'SMx', status: 'queued', num_segments: '1', num_media: '0', price: null, ...response },
  }).reading;
}

describe('messages of Twilio', () => {
  it('takes the segments that the response says, and the country of the number', () => {
    expect(
      sendMessage({ To: '+4930901820', Body: 'a'.repeat(161), From: '+15005550006' }, { num_segments: '3' }),
    ).toEqual({
      complete: true,
      notBilled: false,
      usage: { units: { sms_segments: 3 } },
      variant: 'DE',
      resultId: 'SMx',
    });
  });

  it('counts the segments of the text as long as the response says none, as through a messaging service', () => {
    const fields = { To: '+14155550100', MessagingServiceSid: 'MGx', Body: 'Grüße 👍 '.repeat(20) };
    expect(sendMessage(fields, { num_segments: '0', status: 'accepted' })).toMatchObject({
      usage: { units: { sms_segments: 3 } },
      variant: 'US',
    });
  });

  it('has no usage where neither says how many segments there are', () => {
    expect(
      sendMessage({ To: '+14155550100', ContentSid: 'HXx' }, { num_segments: '0' }).usage,
    ).toBeUndefined();
  });

  it.each([
    ['-0.00750', 'USD', 0.0075],
    [-0.0079, 'usd', 0.0079],
    ['-0.05', 'EUR', undefined],
    [null, null, undefined],
    ['free', 'USD', undefined],
  ])('takes a price of %j %j for a cost of %j', (price, price_unit, cost) => {
    expect(sendMessage({ To: '+14155550100', Body: 'hi' }, { price, price_unit }).statedCostUsd).toBe(cost);
  });

  it.each([
    [{ To: '+14155550100', MediaUrl: 'https://x/1.png' }, 'mms_US'],
    [{ To: 'whatsapp:+4930901820', Body: 'hi' }, 'whatsapp'],
    [{ To: 'whatsapp:+4930901820', ContentSid: 'HXx' }, 'whatsapp_template'],
    [{ To: 'messenger:1234', Body: 'hi' }, 'messenger'],
    [{ To: 'someone:1234', Body: 'hi' }, 'other'],
  ])('counts %j as one message, %s', (fields, variant) => {
    expect(sendMessage(fields)).toMatchObject({ usage: { units: { messages: 1 } }, variant });
  });

  it('counts a message of a sender with media as MMS though only the response says so', () => {
    expect(sendMessage({ To: '+14165550100', Body: 'hi' }, { num_media: '1' }).variant).toBe('mms_CA');
  });

  it.each(['failed', 'undelivered', 'canceled'])(
    'charges nothing for a message that is %s at once',
    (status) => {
      const reading = sendMessage({ To: '+14155550100', Body: 'hi' }, { status });
      expect(reading.usage).toBeUndefined();
      expect(reading.notBilled).toBe(true);
    },
  );

  it('knows no country of a short code, and none of a number that leads nowhere', () => {
    expect(sendMessage({ To: '12345', Body: 'hi' }).variant).toBeUndefined();
    expect(sendMessage({ To: '+0123', Body: 'hi' }).variant).toBeUndefined();
  });

  it('keeps no number and no text', () => {
    const reading = sendMessage({ To: '+14155550100', From: '+15005550006', Body: 'my secret' });
    expect(JSON.stringify(reading)).not.toMatch(/4155550100|5005550006|secret/);
  });
});

describe('calls of Twilio', () => {
  function fetchCall(response: object): Reading {
    const path = `${ACCOUNT}/Calls/CAx.json`;
    return readExchange(twilio, { method: 'GET', path, response: { sid: 'CAx', ...response } }).reading;
  }
  const completed = { status: 'completed', duration: '61', to: '+14155550100', direction: 'outbound-api' };

  it('counts seconds and started minutes of a call that is over, once', () => {
    expect(fetchCall(completed)).toEqual({
      complete: true,
      usage: { units: { call_seconds: 61, call_minutes: 2 } },
      variant: 'US',
      resultId: 'CAx',
    });
    expect(twilio.endpoint('GET', `${ACCOUNT}/Calls/CAx.json`).billing).toBe('once');
  });

  it('takes the price that is stated', () => {
    expect(fetchCall({ ...completed, price: '-0.028', price_unit: 'USD' }).statedCostUsd).toBe(0.028);
  });

  it('does not take a call that was received for one to its own country', () => {
    expect(fetchCall({ ...completed, direction: 'inbound' }).variant).toBe('inbound');
  });

  it.each(['queued', 'in-progress', 'busy', 'no-answer', 'failed'])(
    'charges nothing while it is %s',
    (status) => {
      expect(fetchCall({ ...completed, status })).toEqual({ complete: true });
    },
  );
});

describe('verifications of Twilio', () => {
  function start(fields: Record<string, string>, response: object = {}): Reading {
    const path = '/v2/Services/VAx/Verifications';
    return readExchange(twilio, { path, requestType: FORM, request: form(fields), status: 201, response })
      .reading;
  }

  it('counts a verification by SMS with its segment, by country', () => {
    expect(start({ To: '+447700900100', Channel: 'sms' }, { channel: 'sms', status: 'pending' })).toEqual({
      complete: true,
      usage: { units: { verifications: 1, sms_segments: 1 } },
      variant: 'GB',
    });
  });

  it.each(['call', 'email', 'whatsapp'])('counts one by %s by its channel', (channel) => {
    expect(start({ To: '+447700900100', Channel: channel })).toEqual({
      complete: true,
      usage: { units: { verifications: 1 } },
      variant: channel,
    });
  });

  it('takes no channel that it does not know for a label', () => {
    expect(start({ To: '+447700900100', Channel: 'my secret' })).not.toHaveProperty('variant');
  });

  it.each([
    ['/v2/Services/VAx/VerificationCheck', 'approved', { approved_verifications: 1 }],
    ['/v2/Services/VAx/VerificationCheck', 'pending', undefined],
    ['/v2/Services/VAx/Verifications/VEx', 'approved', { approved_verifications: 1 }],
    ['/v2/Services/VAx/Entities/user-1/Challenges', 'approved', { approved_verifications: 1 }],
  ])('counts %s that is %s: %j', (path, status, units) => {
    const { reading, operation } = readExchange(twilio, { path, response: { sid: 'VEx', status } });
    expect(operation).toBe('check_verification');
    expect(reading.usage?.units).toEqual(units);
  });
});

describe('lookups of Twilio', () => {
  function lookUp(fields: string | undefined, response: unknown): Reading {
    return readExchange(twilio, {
      method: 'GET',
      path: '/v2/PhoneNumbers/+14155550100',
      ...(fields !== undefined && { parameters: { Fields: fields } }),
      response,
    }).reading;
  }
  const variantsOf = (reading: Reading) =>
    reading.results?.map(({ variant, usage }) => [variant, usage.units]);

  it('counts each data package that was asked for, or answered', () => {
    const response = { line_type_intelligence: { type: 'mobile' }, caller_name: null, sim_swap: {} };
    expect(variantsOf(lookUp('caller_name, line_type_intelligence', response))).toEqual([
      ['caller_name', { lookups: 1 }],
      ['line_type_intelligence', { lookups: 1 }],
      ['sim_swap', { lookups: 1 }],
    ]);
  });

  it('counts a look-up of the format alone as the free one', () => {
    expect(variantsOf(lookUp(undefined, { valid: true, caller_name: null }))).toEqual([
      ['basic', { lookups: 1 }],
    ]);
  });

  it('has no usage when the answer is no JSON', () => {
    expect(lookUp('caller_name', undefined)).toEqual({ complete: true });
  });
});

describe('the endpoints of Twilio', () => {
  it.each([
    ['POST', `${ACCOUNT}/Messages.json`, 'send_message', 'expected'],
    ['POST', `/proxy${ACCOUNT}/Messages`, 'send_message', 'expected'],
    ['GET', `${ACCOUNT}/Messages.json`, 'other', 'never'],
    ['GET', `${ACCOUNT}/Messages/SMx.json`, 'other', 'never'],
    ['POST', `${ACCOUNT}/Messages/SMx.json`, 'other', 'never'],
    ['POST', `${ACCOUNT}/Calls.json`, 'create_call', 'never'],
    ['GET', `${ACCOUNT}/Calls.json`, 'other', 'never'],
    ['GET', '/v1/PhoneNumbers/+1415', 'lookup', 'expected'],
    ['GET', '/v2/Services/VAx/Verifications/VEx', 'other', 'never'],
  ])('takes %s %s for %s, billed: %s', (method, path, operation, billing) => {
    expect(twilio.endpoint(method, path)).toMatchObject({ operation, billing });
  });

  it.each([429, 400, 500])('reads no usage in an answer of %i', (status) => {
    const { reading } = readExchange(twilio, {
      path: `${ACCOUNT}/Messages.json`,
      requestType: FORM,
      request: form({ To: '+14155550100', Body: 'hi' }),
      status,
      response: { code: 20429, message: 'Too many requests' },
    });
    expect(reading).toEqual({ complete: true });
  });
});
