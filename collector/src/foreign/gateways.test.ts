import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestCollector } from './testing/collector.ts';
import { GPT_4O_CALL, tracesBody } from './testing/otlp-bodies.ts';

const CALL_NANO_USD = 3_500_000;
const SERVER = 2;
const TRACES = '/v1/traces';

/** Service a calls a model by way of gateway b, which calls the provider; both report the call with its usage. */
const CHAT_A = { id: 'a1', attributes: GPT_4O_CALL };
const HTTP_A = { id: 'a2', parent: 'a1' };
const SERVER_B = { id: 'b1', parent: 'a2', kind: SERVER };
const CHAT_B = { id: 'b2', parent: 'b1', attributes: GPT_4O_CALL };
const a = { service: 'a' };
const b = { service: 'b' };

describe('a call by way of a gateway', () => {
  let collector: TestCollector;
  beforeEach(() => {
    collector = new TestCollector();
  });
  afterEach(() => collector.close());

  it.each([
    ['the service reports first', [tracesBody([HTTP_A, CHAT_A], a), tracesBody([SERVER_B, CHAT_B], b)]],
    ['the gateway reports first', [tracesBody([SERVER_B, CHAT_B], b), tracesBody([HTTP_A, CHAT_A], a)]],
    [
      'the service reports in two exports, then the gateway',
      [tracesBody([HTTP_A], a), tracesBody([CHAT_A], a), tracesBody([SERVER_B, CHAT_B], b)],
    ],
    [
      'the gateway reports in two exports, then the service',
      [tracesBody([CHAT_B], b), tracesBody([SERVER_B], b), tracesBody([HTTP_A, CHAT_A], a)],
    ],
    [
      'both report in one export',
      [
        {
          resourceSpans: [
            ...tracesBody([HTTP_A, CHAT_A], a).resourceSpans,
            ...tracesBody([SERVER_B, CHAT_B], b).resourceSpans,
          ],
        },
      ],
    ],
  ])('counts once when %s', async (_, exports) => {
    for (const body of exports) await collector.take(TRACES, body);
    expect(collector.costNanoUsd()).toBe(CALL_NANO_USD);
  });

  it.each([
    ['service', tracesBody([HTTP_A, CHAT_A], a), tracesBody([SERVER_B, CHAT_B], b)],
    ['gateway', tracesBody([SERVER_B, CHAT_B], b), tracesBody([HTTP_A, CHAT_A], a)],
  ])('counts once when the collector restarts after the %s', async (_, first, second) => {
    await collector.take(TRACES, first);
    await collector.restart();
    await collector.take(TRACES, second);
    expect(collector.costNanoUsd()).toBe(CALL_NANO_USD);
    expect(await collector.metric('outlay_collector_spans_ignored_total', 'reason="covered"')).toBe(1);
  });

  it('counts what the gateway tells where the service tells no usage', async () => {
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai' };
    await collector.take(TRACES, tracesBody([HTTP_A, { ...CHAT_A, attributes }], a));
    await collector.take(TRACES, tracesBody([SERVER_B, CHAT_B], b));
    expect(collector.costNanoUsd()).toBe(CALL_NANO_USD);
  });

  it('leaves other calls of the trace alone', async () => {
    await collector.take(TRACES, tracesBody([HTTP_A, { ...CHAT_A, parent: 'c1' }], a));
    await collector.take(TRACES, tracesBody([{ ...CHAT_B, id: 'b3', parent: 'c1' }], b));
    expect(collector.costNanoUsd()).toBe(2 * CALL_NANO_USD);
  });
});
