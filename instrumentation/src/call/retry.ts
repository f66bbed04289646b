import type { RequestHead } from '../capture/types.ts';

/** Headers in which clients number their retries: openai, @anthropic-ai/sdk, groq-sdk and other clients of Stainless; others. */
const RETRY_HEADERS: readonly string[] = ['x-stainless-retry-count', 'x-retry-count', 'retry-attempt'];
const AWS_HEADER = 'amz-sdk-request';
/** `attempt=2; max=3`, beginning with 1. Source: docs.aws.amazon.com/sdkref, retry behaviour. */
const AWS_ATTEMPT = /(?:^|;)\s*attempt=(\d+)/;

/** True when the request's headers say that it repeats an earlier attempt. */
export function isRetry(head: Pick<RequestHead, 'header'>): boolean {
  return countResends(head) > 0;
}

/** Which repetition of an earlier attempt the request is, as its headers say; 0 for a first attempt. */
export function countResends(head: Pick<RequestHead, 'header'>): number {
  for (const name of RETRY_HEADERS) {
    const value = head.header(name);
    if (value !== undefined) return Number(value) || 0;
  }
  const aws = head.header(AWS_HEADER);
  return aws === undefined ? 0 : Math.max(0, Number(AWS_ATTEMPT.exec(aws)?.[1] ?? 1) - 1);
}
