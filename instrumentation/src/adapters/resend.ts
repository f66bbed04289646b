import type { RequestHead, ResponseHead } from '../capture/types.ts';
import { USAGE_UNIT } from '../names.ts';
import type { Shape } from '../wire/json-extractor.ts';
import { asObject, asText } from '../wire/json-values.ts';
import type { CallReader, Endpoint, PeriodUsage, ProviderAdapter, Reading } from './types.ts';

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
/** What the account has sent in the running day and month (UTC). Source: resend.com/docs/api-reference/rate-limit. */
const QUOTA_HEADERS = [
  { per: 'day', header: 'x-resend-daily-quota' },
  { per: 'month', header: 'x-resend-monthly-quota' },
] as const;

/** Counts recipients: Resend bills each address of to, cc and bcc. The addresses themselves are not kept. */
class EmailReader implements CallReader {
  readonly requestShape: Shape = REQUEST_SHAPE;
  readonly responseShape: Shape = RESPONSE_SHAPE;
  readonly #repeatable: boolean;
  #recipients: readonly number[] = [];
  #failed: ReadonlySet<unknown> = new Set();
  #resultId: string | undefined;
  #accepted = false;
  #periodUsage: readonly PeriodUsage[] = [];

  constructor(repeatable: boolean) {
    this.#repeatable = repeatable;
  }

  readRequest(document: unknown): void {
    this.#recipients = (Array.isArray(document) ? document : [document]).map(countRecipients);
  }

  readResponseHead(head: ResponseHead): void {
    this.#periodUsage = QUOTA_HEADERS.flatMap(({ per, header }) => {
      const used = Number(head.header(header)?.trim() || Number.NaN);
      return used >= 0 && Number.isFinite(used) ? [{ unit: USAGE_UNIT.emails, per, used }] : [];
    });
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
      ...(this.#periodUsage.length > 0 && { periodUsage: this.#periodUsage }),
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
function createEmailReader(head: RequestHead): CallReader {
  return new EmailReader(head.header('idempotency-key') !== undefined);
}

/**
 * A broadcast goes to a segment, and nothing tells to how many: it is sent without usage, so that it is counted as
 * unpriced. Making one is free unless it is sent at once.
 */
class BroadcastReader implements CallReader {
  readonly requestShape: Shape = { object: { send: true } };
  #isSent: boolean;

  constructor(isSent: boolean) {
    this.#isSent = isSent;
  }

  readRequest(document: unknown): void {
    this.#isSent ||= asObject(document)?.['send'] === true;
  }

  reading(): Reading {
    return { complete: true, notBilled: !this.#isSent };
  }
}

const BROADCAST_ENDPOINT: Endpoint = {
  operation: 'create_broadcast',
  billing: 'expected',
  createReader: () => new BroadcastReader(false),
};
const SENT_BROADCAST_ENDPOINT: Endpoint = {
  operation: 'send_broadcast',
  billing: 'expected',
  createReader: () => new BroadcastReader(true),
};

export const resend: ProviderAdapter = {
  provider: 'resend',
  hosts: ['api.resend.com'],
  rateLimitHeaders: [{ kind: 'requests', limit: 'ratelimit-limit', remaining: 'ratelimit-remaining' }],
  endpoint(method, path): Endpoint {
    if (method === 'POST') {
      if (path.endsWith('/emails')) {
        return { operation: 'send_email', billing: 'expected', createReader: createEmailReader };
      }
      if (path.endsWith('/emails/batch')) {
        return { operation: 'send_email_batch', billing: 'expected', createReader: createEmailReader };
      }
      if (path.endsWith('/broadcasts')) return BROADCAST_ENDPOINT;
      if (/\/broadcasts\/[^/]+\/send$/.test(path)) return SENT_BROADCAST_ENDPOINT;
    }
    return { operation: 'other', billing: 'never', createReader: createEmailReader };
  },
};
