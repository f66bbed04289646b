import type { CaptureSource, RequestHead } from '../types.ts';

/** What a source told of one call, for tests. */
export interface RecordedCall {
  head: RequestHead;
  sent: string;
  received: string;
  statusCode?: number;
  contentType?: string | undefined;
  /** `end`, or the name of the error, as often as told. */
  ends: string[];
}

/** Enables the source and records every call that it sees. */
export function recordCalls(source: CaptureSource): RecordedCall[] {
  const calls: RecordedCall[] = [];
  source.enable((head) => {
    const call: RecordedCall = { head, sent: '', received: '', ends: [] };
    calls.push(call);
    return {
      request: (bytes) => (call.sent += Buffer.from(bytes).toString()),
      response(response) {
        call.statusCode = response.statusCode;
        call.contentType = response.header('content-type');
      },
      chunk: (bytes) => (call.received += Buffer.from(bytes).toString()),
      end: () => call.ends.push('end'),
      error: (cause) => call.ends.push(cause instanceof Error ? cause.name : 'nothing'),
    };
  });
  return calls;
}
