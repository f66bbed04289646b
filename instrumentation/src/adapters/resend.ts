import { type RequestHead } from '../capture/types.ts';
import { USAGE_UNIT } from '../names.ts';
import { type Shape } from './json-extractor.ts';
import { asObject, asText } from './json-values.ts';
import { type CallReader, type Endpoint, type ProviderAdapter, type Reading } from './types.ts';

const EMAIL_SHAPE = { object: { to: true, cc: true, bcc: true } } as const;
/** One e-mail, or a batch of them. */
const REQUEST_SHAPE: Shape = { ...EMAIL_SHAPE, array: EMAIL_SHAPE };
const RESPONSE_SHAPE: Shape = {
  object: {
    id: true,
    data: { array: { object: { id: true } } },
    errors: { array: { object: { index: true } } },
  },
};

/** Counts recipients: Resend bills each address of to, cc and bcc. The addresses themselves are not kept. */
class ResendReader implements CallReader {
  readonly requestShape: Shape = REQUEST_SHAPE;
  readonly responseShape: Shape = RESPONSE_SHAPE;
  readonly #repeatable: boolean;
  #recipients: readonly number[] = [];
  #failed: ReadonlySet<unknown> = new Set();
  #resultId: string | undefined;
  #accepted = false;

  constructor(repeatable: boolean) {
    this.#repeatable = repeatable;
  }

  readRequest(document: unknown): void {
    this.#recipients = (Array.isArray(document) ? document : [document]).map(countRecipients);
  }

  readResponse(document: unknown): void {
    const response = asObject(document);
    if (response === undefined) return;
    this.#accepted = true;
    const data = Array.isArray(response['data']) ? response['data'] : [];
    this.#resultId = asText(response['id']) ?? asText(asObject(data[0])?.['id']);
    // A batch sent with permissive validation tells which of its e-mails were refused.
    const errors = Array.isArray(response['errors']) ? response['errors'] : [];
    this.#failed = new Set(errors.map((error) => asObject(error)?.['index']));
  }

  reading(): Reading {
    const emails = this.#recipients.reduce(
      (sum, count, index) => (this.#failed.has(index) ? sum : sum + count),
      0,
    );
    return {
      complete: true,
      repeatable: this.#repeatable,
      ...(this.#accepted &&
        this.#recipients.length > 0 && { usage: { units: { [USAGE_UNIT.emails]: emails } } }),
      ...(this.#resultId !== undefined && { resultId: this.#resultId }),
    };
  }
}

function countRecipients(email: unknown): number {
  const { to, cc, bcc } = asObject(email) ?? {};
  return [to, cc, bcc].reduce<number>((sum, field) => {
    if (Array.isArray(field)) return sum + field.length;
    return asText(field) === undefined ? sum : sum + 1;
  }, 0);
}

/** The same idempotency key gets the first answer again, and no second e-mail. */
function createReader(head: RequestHead): CallReader {
  return new ResendReader(head.header('idempotency-key') !== undefined);
}

export const resend: ProviderAdapter = {
  provider: 'resend',
  hosts: ['api.resend.com'],
  endpoint(method, path): Endpoint {
    if (method === 'POST' && path.endsWith('/emails')) {
      return { operation: 'send_email', billing: 'expected', createReader };
    }
    if (method === 'POST' && path.endsWith('/emails/batch')) {
      return { operation: 'send_email_batch', billing: 'expected', createReader };
    }
    return { operation: 'other', billing: 'never', createReader };
  },
};
