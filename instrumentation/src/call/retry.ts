/** Headers in which clients number their attempts, and the number of the first one. */
const ATTEMPT_HEADERS: readonly { readonly name: string; readonly first: number }[] = [
  // openai, @anthropic-ai/sdk, groq-sdk and other clients made by Stainless.
  { name: 'x-stainless-retry-count', first: 0 },
  { name: 'x-retry-count', first: 0 },
  { name: 'retry-attempt', first: 0 },
];
/** `attempt=2; max=3`. Source: the AWS SDKs' retry behaviour, docs.aws.amazon.com/sdkref. */
const AWS_ATTEMPT = /(?:^|;)\s*attempt=(\d+)/;

/** True when the request's headers say that it repeats an earlier attempt. */
export function isRetry(header: (name: string) => string | undefined): boolean {
  for (const { name, first } of ATTEMPT_HEADERS) {
    const value = header(name);
    if (value !== undefined) return Number(value) > first;
  }
  const aws = header('amz-sdk-request');
  return aws !== undefined && Number(AWS_ATTEMPT.exec(aws)?.[1]) > 1;
}
