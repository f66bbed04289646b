import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { METER_NAME } from '@outlay/instrumentation/names';
import { TestCollector } from './testing/collector.ts';
import {
  counter,
  GPT_4O_CALL,
  metricsBody,
  type SenderFacts,
  tokenUsageBody,
  tracesBody,
} from './testing/otlp-bodies.ts';

/** 1,000 input and 100 output tokens of gpt-4o at $2.50 and $10 a million. */
const CALL_NANO_USD = 3_500_000;
const TRACES = '/v1/traces';
const METRICS = '/v1/metrics';

describe('foreign telemetry', () => {
  let collector: TestCollector;
  const ignored = (reason: string) =>
    collector.metric('outlay_collector_spans_ignored_total', `reason="${reason}"`);
  const ignoredPoints = (reason: string) =>
    collector.metric('outlay_collector_token_points_ignored_total', `reason="${reason}"`);
  const at = (iso: string) => {
    collector.now = new Date(iso);
  };
  const outlay = (sender: SenderFacts = {}) =>
    metricsBody([counter('outlay.cost.usd', 0.0035, { provider: 'openai', pricing: 'exact' })], {
      ...sender,
      scope: METER_NAME,
    });

  beforeEach(() => {
    collector = new TestCollector();
  });
  afterEach(() => collector.close());

  describe('spans', () => {
    it('are priced one by one, with usage, requests and durations beside the cost', async () => {
      await collector.take(TRACES, tracesBody([{ id: '01', attributes: GPT_4O_CALL }]));
      expect(await collector.metric('outlay_cost_usd_total')).toBe(0.0035);
      expect(collector.totals('outlay.cost.usd')).toEqual({ exact: CALL_NANO_USD });
      expect(collector.totals('outlay.usage', 'unit')).toEqual({
        input_tokens: 1000e6,
        output_tokens: 100e6,
      });
      expect(await collector.metric('outlay_request_duration_seconds_sum')).toBe(2);
      expect(await collector.metric('outlay_request_duration_seconds_count')).toBe(1);
      const [cost] = [...collector.ledger.series()].filter(({ metric }) => metric === 'outlay.cost.usd');
      expect(cost).toMatchObject({
        job: 'shop',
        labels: { model: 'gpt-4o-2024-08-06', operation: 'chat', pricing: 'exact', provider: 'openai' },
      });
    });

    it('have the tier of their own size', async () => {
      const gemini = (id: string, tokens: number) => ({
        id,
        attributes: {
          'gen_ai.system': 'gcp.gemini',
          'gen_ai.request.model': 'gemini-2.5-pro',
          'gen_ai.usage.input_tokens': tokens,
          'gen_ai.usage.output_tokens': 0,
        },
      });
      // $1.25 a million up to 200,000 tokens, $2.50 above.
      await collector.take(TRACES, tracesBody([gemini('01', 150_000), gemini('02', 150_000)]));
      expect(collector.costNanoUsd()).toBe(2 * 187_500_000);
      await collector.take(TRACES, tracesBody([gemini('03', 300_000)]));
      expect(collector.costNanoUsd()).toBe(2 * 187_500_000 + 750_000_000);
    });

    it('are estimated where it is not known how their SDK counts cached tokens of Claude', async () => {
      const attributes = {
        'gen_ai.system': 'anthropic',
        'gen_ai.response.model': 'claude-sonnet-4-5',
        'gen_ai.usage.input_tokens': 1000,
        'gen_ai.usage.cache_read_input_tokens': 400,
      };
      const scope = '@traceloop/instrumentation-anthropic';
      await collector.take(TRACES, tracesBody([{ id: '01', attributes }]));
      await collector.take(TRACES, tracesBody([{ id: '02', attributes }], { scope }));
      // $3 a million tokens of input, $0.30 read from the cache: 600 and 1,000 that are not.
      expect(collector.totals('outlay.cost.usd')).toEqual({
        estimated: 1_800_000 + 120_000,
        exact: 3_000_000 + 120_000,
      });
    });

    it('add nothing when they are sent again, even after a restart', async () => {
      const body = tracesBody([{ id: '01', attributes: GPT_4O_CALL }]);
      await collector.take(TRACES, body);
      await collector.take(TRACES, body);
      await collector.restart();
      await collector.take(TRACES, body);
      expect(collector.costNanoUsd()).toBe(CALL_NANO_USD);
      expect(await ignored('duplicate')).toBe(1);
    });

    it('around another span of the same call are left out, in one export', async () => {
      await collector.take(
        TRACES,
        tracesBody([
          { id: '01', kind: 1, attributes: GPT_4O_CALL },
          { id: '02', parent: '01', kind: 1 },
          { id: '03', parent: '02', attributes: GPT_4O_CALL },
        ]),
      );
      expect(collector.costNanoUsd()).toBe(CALL_NANO_USD);
      expect(await ignored('covered')).toBe(1);
      expect(await ignored('not_genai')).toBe(1);
    });

    it('around another span of the same call are left out in a later export, and after a restart', async () => {
      await collector.take(TRACES, tracesBody([{ id: '03', parent: '02', attributes: GPT_4O_CALL }]));
      await collector.take(TRACES, tracesBody([{ id: '02', parent: '01', kind: 1 }]));
      await collector.take(TRACES, tracesBody([{ id: '01', kind: 1, attributes: GPT_4O_CALL }]));
      await collector.take(
        TRACES,
        tracesBody([{ id: '05', trace: 'bb', parent: '04', attributes: GPT_4O_CALL }]),
      );
      await collector.restart();
      await collector.take(TRACES, tracesBody([{ id: '04', trace: 'bb', kind: 1, attributes: GPT_4O_CALL }]));
      expect(collector.costNanoUsd()).toBe(2 * CALL_NANO_USD);
    });

    it('within a span that was booked are left out when they come after it', async () => {
      await collector.take(TRACES, tracesBody([{ id: '01', kind: 1, attributes: GPT_4O_CALL }]));
      await collector.take(TRACES, tracesBody([{ id: '02', parent: '01', attributes: GPT_4O_CALL }]));
      expect(collector.costNanoUsd()).toBe(CALL_NANO_USD);
      expect(await ignored('covered')).toBe(1);
    });

    it('beside each other in one span are calls of their own', async () => {
      await collector.take(TRACES, tracesBody([{ id: '02', parent: '01', attributes: GPT_4O_CALL }]));
      await collector.take(TRACES, tracesBody([{ id: '03', parent: '01', attributes: GPT_4O_CALL }]));
      expect(collector.costNanoUsd()).toBe(2 * CALL_NANO_USD);
    });

    it('of agents, tools and chains are no calls, whatever usage they add up', async () => {
      await collector.take(
        TRACES,
        tracesBody([
          { id: '01', kind: 1, attributes: { ...GPT_4O_CALL, 'gen_ai.operation.name': 'invoke_agent' } },
          { id: '02', kind: 1, attributes: { ...GPT_4O_CALL, 'openinference.span.kind': 'CHAIN' } },
          { id: '03', kind: 1, attributes: { ...GPT_4O_CALL, 'traceloop.span.kind': 'workflow' } },
        ]),
      );
      expect(collector.costNanoUsd()).toBe(0);
      expect(await ignored('aggregate')).toBe(3);
    });

    it('of models without a price are counted, never free', async () => {
      await collector.take(
        TRACES,
        tracesBody([
          {
            id: '01',
            attributes: {
              ...GPT_4O_CALL,
              'gen_ai.response.model': 'our-own-model',
              'gen_ai.request.model': 'our-own-model',
            },
          },
          { id: '02', attributes: { ...GPT_4O_CALL, 'gen_ai.usage.input_tokens': -5 } },
        ]),
      );
      expect(collector.totals('outlay.unpriced', 'reason')).toEqual({ unknown_model: 1, invalid_usage: 1 });
      expect(collector.totals('outlay.usage', 'unit')).toEqual({
        input_tokens: 1000e6,
        output_tokens: 100e6,
      });
      expect(collector.costNanoUsd()).toBe(0);
    });

    it('of answers without usage are unpriced, and of failed calls requests alone', async () => {
      const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai' };
      await collector.take(
        TRACES,
        tracesBody([
          { id: '01', attributes },
          { id: '02', attributes: { ...attributes, 'error.type': 'RateLimitError' }, failed: true },
        ]),
      );
      expect(collector.totals('outlay.unpriced', 'reason')).toEqual({ no_usage: 1 });
      expect(
        await collector.metric('outlay_request_duration_seconds_count', 'error_type="RateLimitError"'),
      ).toBe(1);
      expect(await collector.metric('outlay_request_duration_seconds_count')).toBe(2);
    });
  });

  describe('token metrics', () => {
    it('are priced from totals, each increase once', async () => {
      await collector.take(METRICS, tokenUsageBody({ input: [1000, 1], output: [100, 1] }));
      await collector.take(METRICS, tokenUsageBody({ input: [1000, 1], output: [100, 1] }));
      await collector.take(
        METRICS,
        tokenUsageBody({ input: [3000, 3], output: [300, 3], time: '2026-11-22T12:00:30Z' }),
      );
      expect(collector.totals('outlay.cost.usd')).toEqual({ totals: 3 * CALL_NANO_USD });
      expect(collector.totals('outlay.usage', 'unit')).toEqual({
        input_tokens: 3000e6,
        output_tokens: 300e6,
      });
      await collector.restart();
      await collector.take(
        METRICS,
        tokenUsageBody({ input: [4000, 4], output: [400, 4], time: '2026-11-22T12:01:30Z' }),
      );
      expect(collector.costNanoUsd()).toBe(4 * CALL_NANO_USD);
    });

    it('have the tier of the average call', async () => {
      const attributes = {
        'gen_ai.system': 'gemini',
        'gen_ai.request.model': 'gemini-2.5-pro',
        'gen_ai.response.model': 'gemini-2.5-pro',
      };
      await collector.take(METRICS, tokenUsageBody({ input: [300_000, 2], attributes }));
      expect(collector.costNanoUsd()).toBe(375_000_000);
      await collector.take(
        METRICS,
        tokenUsageBody({ input: [600_000, 3], attributes, time: '2026-11-22T12:00:00Z' }),
      );
      expect(collector.costNanoUsd()).toBe(375_000_000 + 750_000_000);
    });

    it('of the newest conventions are counters, cached tokens within the input', async () => {
      const name = 'gen_ai.client.inference.usage';
      const attributes = {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o',
      };
      await collector.take(
        METRICS,
        metricsBody([
          counter(`${name}.input_tokens`, 1000, attributes),
          counter(`${name}.cache_read.input_tokens`, 400, attributes),
          counter(`${name}.output_tokens`, 100, attributes),
        ]),
      );
      // 600 at $2.50, 400 at $1.25, 100 at $10 a million.
      expect(collector.totals('outlay.cost.usd')).toEqual({ totals: 1_500_000 + 500_000 + 1_000_000 });
    });

    it('of OpenLLMetry from before the conventions are priced too', async () => {
      const attributes = { 'llm.response.model': 'gpt-4o-2024-08-06' };
      const name = 'llm.openai.chat_completions.tokens';
      const body = metricsBody([
        counter(name, 1000, { ...attributes, 'llm.usage.token_type': 'prompt' }),
        counter(name, 100, { ...attributes, 'llm.usage.token_type': 'completion' }),
      ]);
      await collector.take(METRICS, body);
      expect(collector.totals('outlay.cost.usd')).toEqual({ totals: CALL_NANO_USD });
    });

    it('under two names count once', async () => {
      const attributes = {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.response.model': 'gpt-4o-2024-08-06',
      };
      const [histogram] = tokenUsageBody({ input: [1000, 1], output: [100, 1] }).resourceMetrics;
      await collector.take(
        METRICS,
        metricsBody([
          ...(histogram?.scopeMetrics[0]?.metrics ?? []),
          counter('gen_ai.client.inference.usage.input_tokens', 1000, attributes),
          counter('gen_ai.client.inference.usage.output_tokens', 100, attributes),
        ]),
      );
      expect(collector.costNanoUsd()).toBe(CALL_NANO_USD);
      expect(await ignoredPoints('other_metric')).toBe(2);
    });

    it('of models without a price are counted as requests without a price', async () => {
      const attributes = { 'gen_ai.request.model': 'ours', 'gen_ai.response.model': 'ours' };
      await collector.take(METRICS, tokenUsageBody({ input: [1000, 4], output: [100, 4], attributes }));
      expect(collector.totals('outlay.unpriced', 'reason')).toEqual({ unknown_model: 4 });
      const later = { input: [1000, 4], output: [100, 4], attributes, time: '2026-11-22T12:00:00Z' } as const;
      await collector.take(METRICS, tokenUsageBody(later));
      expect(collector.totals('outlay.unpriced', 'reason')).toEqual({ unknown_model: 4 });
    });

    it('bring the requests that the durations beside them count', async () => {
      const [usage] = tokenUsageBody({ input: [1000, 2] }).resourceMetrics;
      const [duration] = tokenUsageBody({
        input: [3, 2],
        name: 'gen_ai.client.operation.duration',
      }).resourceMetrics;
      await collector.take(METRICS, { resourceMetrics: [usage, duration] });
      expect(await collector.metric('outlay_request_duration_seconds_count')).toBe(2);
      expect(await collector.metric('outlay_request_duration_seconds_sum')).toBe(3);
    });
  });

  describe('of a service that sends spans and metrics', () => {
    const spans = tracesBody([{ id: '01', end: '2026-11-22T11:59:00Z', attributes: GPT_4O_CALL }]);
    const tokens = tokenUsageBody({ input: [1000, 1], output: [100, 1], time: '2026-11-22T11:59:30Z' });

    it.each([
      ['spans', TRACES, spans, METRICS, tokens, 'exact'],
      ['metrics', METRICS, tokens, TRACES, spans, 'totals'],
    ])('counts a call once when %s come first, with a restart in between', async (...row) => {
      const [, firstUrl, first, secondUrl, second, pricing] = row;
      await collector.take(firstUrl, first);
      await collector.restart();
      await collector.take(secondUrl, second);
      expect(collector.totals('outlay.cost.usd')).toEqual({ [pricing]: CALL_NANO_USD });
    });

    it('counts spans from when they are seen, and metrics no more', async () => {
      await collector.take(METRICS, tokens);
      at('2026-11-22T12:01:00Z');
      const second = { id: '02', end: '2026-11-22T12:00:30Z', attributes: GPT_4O_CALL };
      await collector.take(TRACES, tracesBody([second]));
      await collector.take(
        METRICS,
        tokenUsageBody({ input: [2000, 2], output: [200, 2], time: '2026-11-22T12:00:59Z' }),
      );
      expect(collector.totals('outlay.cost.usd')).toEqual({ exact: CALL_NANO_USD, totals: CALL_NANO_USD });
      expect(await ignoredPoints('counted_by_spans')).toBe(2);
    });

    it('counts metrics again once its spans stay away', async () => {
      await collector.take(TRACES, spans);
      at('2026-11-22T14:00:00Z');
      await collector.take(METRICS, tokenUsageBody({ input: [0, 1], time: '2026-11-22T13:59:00Z' }));
      await collector.take(
        METRICS,
        tokenUsageBody({ input: [1000, 2], output: [100, 1], time: '2026-11-22T13:59:59Z' }),
      );
      expect(collector.costNanoUsd()).toBe(2 * CALL_NANO_USD);
    });

    it('keeps another instance apart whose metrics had not come yet', async () => {
      await collector.take(
        METRICS,
        tokenUsageBody({ input: [1000, 1], output: [100, 1] }, { instance: 'a' }),
      );
      await collector.take(
        TRACES,
        tracesBody([{ id: '01', end: '2026-11-22T11:59:00Z', attributes: GPT_4O_CALL }], { instance: 'b' }),
      );
      expect(collector.costNanoUsd()).toBe(2 * CALL_NANO_USD);
    });
  });

  describe("of a service with Outlay's own instrumentation", () => {
    it('is not priced once that reported, over restarts', async () => {
      await collector.take(METRICS, outlay());
      await collector.restart();
      await collector.take(TRACES, tracesBody([{ id: '01', attributes: GPT_4O_CALL }]));
      await collector.take(METRICS, tokenUsageBody({ input: [1000, 1], output: [100, 1] }));
      expect(collector.costNanoUsd()).toBe(CALL_NANO_USD);
      expect(await ignored('instrumented')).toBe(1);
      expect(await ignoredPoints('instrumented')).toBe(2);
    });

    it('is not priced when both come in one export', async () => {
      const [own] = outlay().resourceMetrics;
      const [other] = tokenUsageBody({ input: [1000, 1], output: [100, 1] }).resourceMetrics;
      await collector.take(METRICS, { resourceMetrics: [other, own] });
      expect(collector.costNanoUsd()).toBe(CALL_NANO_USD);
    });

    it("leaves out the instrumentation's own spans", async () => {
      await collector.take(
        TRACES,
        tracesBody([{ id: '01', attributes: GPT_4O_CALL }], { scope: METER_NAME }),
      );
      expect(collector.costNanoUsd()).toBe(0);
      expect(await ignored('instrumented')).toBe(1);
    });

    it('is held in a Node process until the instrumentation may have reported, and dropped when it does', async () => {
      const node = { language: 'nodejs', instance: 'a' };
      await collector.take(TRACES, tracesBody([{ id: '01', attributes: GPT_4O_CALL }], node));
      await collector.take(METRICS, tokenUsageBody({ input: [1000, 1], output: [100, 1] }, node));
      expect(collector.costNanoUsd()).toBe(0);
      await collector.restart();
      await collector.take(METRICS, outlay(node));
      at('2026-11-22T12:10:00Z');
      await collector.app.foreign.releaseHeld();
      expect(collector.costNanoUsd()).toBe(CALL_NANO_USD);
      expect(await collector.metric('outlay_collector_calls_held')).toBe(0);
    });

    it('is booked in a Node process when the instrumentation stays away, once and at its own time', async () => {
      const node = { language: 'nodejs', instance: 'a' };
      const body = tracesBody([{ id: '01', attributes: GPT_4O_CALL }], node);
      await collector.take(TRACES, body);
      await collector.take(TRACES, body);
      await collector.app.foreign.releaseHeld();
      expect(await collector.metric('outlay_collector_calls_held')).toBe(1);
      await collector.restart();
      at('2026-11-22T12:02:30Z');
      await collector.app.foreign.releaseHeld();
      await collector.app.foreign.releaseHeld();
      await collector.take(TRACES, body);
      expect(collector.costNanoUsd()).toBe(CALL_NANO_USD);
      const slots = [...collector.ledger.spendRows({ from: 0, to: 4e9 })].map(({ slot }) => slot);
      expect(new Set(slots)).toEqual(new Set([Date.parse('2026-11-22T11:45:00Z') / 1000]));
      await collector.take(TRACES, tracesBody([{ id: '02', attributes: GPT_4O_CALL }], node));
      expect(collector.costNanoUsd()).toBe(2 * CALL_NANO_USD);
    });

    it('of another service is priced', async () => {
      await collector.take(METRICS, outlay({ service: 'other' }));
      await collector.take(TRACES, tracesBody([{ id: '01', attributes: GPT_4O_CALL }]));
      expect(collector.costNanoUsd()).toBe(2 * CALL_NANO_USD);
    });
  });

  it('takes the prices of the user before the public ones, by the time of the call', async () => {
    await collector.close();
    const row = { provider: 'openai', model: 'gpt-4o*', source: 'our contract' };
    collector = new TestCollector({
      units: [],
      allowances: [],
      processes: 1,
      models: [
        { ...row, prices: { input_mtok: 1, output_mtok: 1 } },
        { ...row, from: '2026-11-22', prices: { input_mtok: 2, output_mtok: 2 } },
      ],
    });
    const before = { start: '2026-11-21T23:59:59Z', end: '2026-11-22T00:00:01Z' };
    await collector.take(TRACES, tracesBody([{ id: '01', ...before, attributes: GPT_4O_CALL }]));
    expect(collector.costNanoUsd()).toBe(1_100_000);
    await collector.take(TRACES, tracesBody([{ id: '02', attributes: GPT_4O_CALL }]));
    expect(collector.costNanoUsd()).toBe(1_100_000 + 2_200_000);
  });
});
