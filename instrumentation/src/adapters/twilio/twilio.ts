import { TwilioCallReader } from './twilio-call.ts';
import { TwilioLookupReader } from './twilio-lookup.ts';
import { TwilioMessageReader } from './twilio-message.ts';
import { TwilioVerificationCheckReader, TwilioVerificationReader } from './twilio-verification.ts';
import type { Endpoint, ProviderAdapter } from '../types.ts';

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly endpoint: Endpoint;
}

/** Looking at a message again is free and tells nothing that was not booked when it was sent. */
const ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: /\/Accounts\/[^/]+\/Messages(\.json)?$/,
    endpoint: {
      operation: 'send_message',
      billing: 'expected',
      createReader: () => new TwilioMessageReader(),
    },
  },
  {
    method: 'POST',
    path: /\/Accounts\/[^/]+\/Calls(\.json)?$/,
    endpoint: { operation: 'create_call', billing: 'never', createReader: readNothing },
  },
  {
    method: 'GET',
    path: /\/Accounts\/[^/]+\/Calls\/[^/]+?(\.json)?$/,
    endpoint: { operation: 'fetch_call', billing: 'once', createReader: () => new TwilioCallReader() },
  },
  {
    method: 'POST',
    path: /\/Services\/[^/]+\/Verifications$/,
    endpoint: {
      operation: 'start_verification',
      billing: 'expected',
      createReader: () => new TwilioVerificationReader(),
    },
  },
  {
    method: 'POST',
    path: /\/Services\/[^/]+\/(VerificationCheck|Verifications\/[^/]+|Entities\/[^/]+\/Challenges)$/,
    endpoint: {
      operation: 'check_verification',
      billing: 'once',
      createReader: () => new TwilioVerificationCheckReader(),
    },
  },
  {
    method: 'GET',
    path: /\/v[12]\/PhoneNumbers\/[^/]+$/,
    endpoint: {
      operation: 'lookup',
      billing: 'expected',
      createReader: (head) => new TwilioLookupReader(head),
    },
  },
];

const OTHER: Endpoint = { operation: 'other', billing: 'never', createReader: readNothing };

function readNothing() {
  return { reading: () => ({ complete: true }) };
}

export const twilio: ProviderAdapter = {
  provider: 'twilio',
  hosts: ['api.twilio.com', '.twilio.com'],
  endpoint(method, path) {
    return ROUTES.find((route) => route.method === method && route.path.test(path))?.endpoint ?? OTHER;
  },
};
