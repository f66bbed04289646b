import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedgerDatabase } from '../ledger/database.ts';
import { TestCollector } from './testing/collector.ts';
import { counter, GPT_4O_CALL, metricsBody, tokenUsageBody, tracesBody } from './testing/otlp-bodies.ts';
import { forgottenNotes } from './telemetry-choice.ts';

const CALL_NANO_USD = 3_500_000;
const TRACES = '/v1/traces';
const METRICS = '/v1/metrics';
const NODE = { language: 'nodejs', instance: 'a' };

describe('the choice of telemetry over time', () => {
  let collector: TestCollector;
  const at = (iso: string) => {
    collector.now = new Date(iso);
  };
  const ignoredPoints = (reason: string) =>
    collector.metric('outlay_collector_token_points_ignored_total', `reason="${reason}"`);

  beforeEach(() => {
    collector = new TestCollector();
  });
  afterEach(() => collector.close());

  it('leaves out a first point of metrics that tells once more what spans told all day', async () => {
    await collector.take(TRACES, tracesBody([{ id: '01', attributes: GPT_4O_CALL }]));
    at('2026-11-22T14:00:00Z');
    await collector.take(
      METRICS,
      tokenUsageBody({ input: [1000, 1], output: [100, 1], time: '2026-11-22T13:59:00Z' }),
    );
    expect(collector.costNanoUsd()).toBe(CALL_NANO_USD);
    expect(await ignoredPoints('counted_by_spans')).toBe(2);
    await collector.take(
      METRICS,
      tokenUsageBody({ input: [2000, 2], output: [200, 2], time: '2026-11-22T13:59:59Z' }),
    );
    expect(collector.totals('outlay.cost.usd')).toEqual({ exact: CALL_NANO_USD, totals: CALL_NANO_USD });
  });

  it('counts the metrics of a process that began after the last span from its first point on', async () => {
    await collector.take(TRACES, tracesBody([{ id: '01', attributes: GPT_4O_CALL }]));
    at('2026-11-22T14:00:00Z');
    const times = { start: '2026-11-22T13:00:00Z', time: '2026-11-22T13:59:00Z' };
    await collector.take(METRICS, tokenUsageBody({ input: [1000, 1], output: [100, 1], ...times }));
    expect(collector.costNanoUsd()).toBe(2 * CALL_NANO_USD);
  });

  it('counts new processes that report under a new name beside the old ones', async () => {
    await collector.take(
      METRICS,
      tokenUsageBody({ input: [1000, 1], output: [100, 1] }, { instance: 'old' }),
    );
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.response.model': 'gpt-4o-2024-08-06',
    };
    const name = 'gen_ai.client.inference.usage';
    const body = metricsBody(
      [counter(`${name}.input_tokens`, 1000, attributes), counter(`${name}.output_tokens`, 100, attributes)],
      { instance: 'new' },
    );
    await collector.take(METRICS, body);
    expect(collector.costNanoUsd()).toBe(2 * CALL_NANO_USD);
    expect(await ignoredPoints('other_metric')).toBe(0);
  });

  it('forgets processes that were silent for a day, and keeps no id of theirs', async () => {
    const instance = 'pod-'.repeat(10_000);
    await collector.take(METRICS, tokenUsageBody({ input: [1000, 1] }, { instance }));
    await collector.take(METRICS, tokenUsageBody({ input: [1000, 1] }, { ...NODE, instance: 'b' }));
    const notes = () => [...collector.ledger.notes.startingWith('foreign/')];
    expect(Math.max(...notes().flatMap(([name, value]) => [name.length, value.length]))).toBeLessThan(2_000);
    expect(notes().some(([name, value]) => `${name}${value}`.includes('pod-'))).toBe(false);
    at('2026-11-24T12:00:00Z');
    await collector.app.foreign.releaseHeld();
    expect(notes()).toEqual([]);
  });

  it('keeps a bounded number of notes, the latest', () => {
    const written = new Map(
      Array.from({ length: 12 }, (_, index) => [`foreign/counted/job/${index}`, `llm 0 ${1000 + index}`]),
    );
    const notes = {
      *startingWith(prefix: string) {
        for (const note of written) if (note[0].startsWith(prefix)) yield note;
      },
    };
    const forgotten = forgottenNotes(notes, new Date(2000), 10);
    expect([...forgotten.keys()].toSorted()).toEqual(['foreign/counted/job/0', 'foreign/counted/job/1']);
  });
});

describe('what waits for a Node process', () => {
  let collector: TestCollector;
  afterEach(() => collector.close());
  const held = () => collector.metric('outlay_collector_calls_held');

  it('waits as long as the operator says', async () => {
    collector = new TestCollector(undefined, { foreignHoldMs: 600_000 });
    await collector.take(TRACES, tracesBody([{ id: '01', attributes: GPT_4O_CALL }], NODE));
    collector.now = new Date('2026-11-22T12:09:59Z');
    await collector.app.foreign.releaseHeld();
    expect(await held()).toBe(1);
    collector.now = new Date('2026-11-22T12:10:00Z');
    await collector.app.foreign.releaseHeld();
    expect(await held()).toBe(0);
    expect(collector.costNanoUsd()).toBe(CALL_NANO_USD);
  });

  it('is booked at once beyond what is held', async () => {
    collector = new TestCollector(undefined, { foreignLimits: { mostHeld: 2 } });
    const calls = ['01', '02', '03'].map((id) => ({ id, attributes: GPT_4O_CALL }));
    await collector.take(TRACES, tracesBody(calls, NODE));
    await collector.take(TRACES, tracesBody([{ id: '04', attributes: GPT_4O_CALL }], NODE));
    expect(await held()).toBe(2);
    expect(collector.costNanoUsd()).toBe(2 * CALL_NANO_USD);
  });
});

describe('spans that are left out', () => {
  let collector: TestCollector;
  beforeEach(() => {
    collector = new TestCollector(undefined, { foreignLimits: { mostSpans: 2 } });
  });
  afterEach(() => collector.close());

  it('are told to the sender and counted where they are too many', async () => {
    const calls = ['01', '02', '03'].map((id) => ({ id, attributes: GPT_4O_CALL }));
    const answer = await collector.post(TRACES, tracesBody(calls));
    expect(answer.json()).toMatchObject({
      partialSuccess: {
        rejectedSpans: '1',
        errorMessage: expect.stringContaining('send smaller batches'),
      },
    });
    expect(collector.costNanoUsd()).toBe(2 * CALL_NANO_USD);
    expect(await collector.metric('outlay_collector_spans_ignored_total', 'reason="too_many"')).toBe(1);
    expect(await collector.metric('outlay_collector_spans_received_total')).toBe(3);
  });

  it('are counted when the export is booked, not when it is refused and sent again', async () => {
    const body = tracesBody([{ id: '01', attributes: GPT_4O_CALL }, { id: '02' }]);
    const blocker = openLedgerDatabase(collector.directory);
    blocker.exec('BEGIN IMMEDIATE');
    expect((await collector.post(TRACES, body)).statusCode).toBe(503);
    blocker.exec('ROLLBACK');
    blocker.close();
    await collector.take(TRACES, body);
    expect(await collector.metric('outlay_collector_spans_ignored_total')).toBe(1);
    expect(await collector.metric('outlay_collector_spans_received_total')).toBe(2);
  });
});
