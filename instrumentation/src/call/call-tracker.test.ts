import { describe, expect, it } from 'vitest';
import type { CallReader, ProviderAdapter } from '../adapters/types.ts';
import { withoutMetering } from '../capture/suppression.ts';
import type { RequestHead } from '../capture/types.ts';
import { CallSpans } from '../tracing/call-spans.ts';
import { CallTracker } from './call-tracker.ts';
import type { FinishedCall } from './finished-call.ts';

const HEAD: RequestHead = {
  method: 'POST',
  hostname: 'provider',
  port: 8081,
  path: '/v1/things',
  header: () => undefined,
};
const JSON_HEAD = {
  statusCode: 200,
  header: (name: string) => (name === 'content-type' ? 'application/json' : undefined),
};

function track(reader: Partial<CallReader> = {}) {
  const finished: FinishedCall[] = [];
  const dropped: string[] = [];
  const adapter: ProviderAdapter = {
    provider: 'test',
    hosts: ['provider'],
    endpoint: () => ({
      operation: 'things',
      billing: 'expected',
      createReader: () => ({
        responseShape: true,
        readResponse: () => undefined,
        reading: () => ({ complete: true }),
        ...reader,
      }),
    }),
  };
  const tracker = new CallTracker({
    findAdapter: (hostname) => (hostname === 'provider' ? adapter : undefined),
    attribution: () => ({}),
    spans: new CallSpans({ enabled: false, onFault: () => undefined }),
    onStart: () => undefined,
    onFinish: (call) => finished.push(call),
    onDropped: (reason) => dropped.push(reason),
    onEstimateExpected: () => undefined,
  });
  return { tracker, finished, dropped };
}

describe('CallTracker', () => {
  it('observes requests to providers alone', () => {
    const { tracker } = track();
    expect(tracker.beforeSend(HEAD)).toBeDefined();
    expect(tracker.beforeSend({ ...HEAD, hostname: 'elsewhere' })).toBeUndefined();
    expect(tracker.beforeSend({ ...HEAD, path: '/otlp/v1/metrics' })).toBeUndefined();
    expect(withoutMetering(() => tracker.beforeSend(HEAD))).toBeUndefined();
  });

  it('reports a call once, whatever comes after its end', () => {
    const { tracker, finished } = track();
    const call = tracker.beforeSend(HEAD);
    call?.response(JSON_HEAD);
    call?.end();
    call?.error(new Error('late'));
    call?.chunk(Buffer.from('{}'));
    call?.end();
    tracker.completeEnded();
    tracker.completeEnded();
    expect(finished).toHaveLength(1);
    expect(finished[0]).toMatchObject({ statusCode: 200, brokenOff: false, operation: 'things', port: 8081 });
  });

  it('reports a call whose adapter fails over the response, and counts the failure', () => {
    const { tracker, finished, dropped } = track({
      readResponse() {
        throw new Error('unexpected shape');
      },
    });
    const call = tracker.beforeSend(HEAD);
    call?.response(JSON_HEAD);
    call?.chunk(Buffer.from('{"a":1}'));
    expect(() => call?.end()).not.toThrow();
    expect(() => tracker.completeEnded()).not.toThrow();
    expect(finished).toHaveLength(1);
    expect(dropped).toEqual(['adapter_error']);
  });

  it('gives up the oldest call when too many are open', () => {
    const { tracker, finished, dropped } = track();
    for (let i = 0; i < 10_002; i += 1) tracker.beforeSend(HEAD);
    tracker.completeEnded();
    expect(dropped).toEqual(['too_many_open_calls', 'too_many_open_calls']);
    expect(finished).toHaveLength(2);
  });

  it('closes what is open and is done when nothing is', async () => {
    const { tracker, finished } = track();
    tracker.beforeSend(HEAD);
    tracker.beforeSend(HEAD)?.end();
    await tracker.closeAll();
    await tracker.closeAll();
    expect(finished.map(({ brokenOff }) => brokenOff)).toEqual([false, true]);
  });
});
