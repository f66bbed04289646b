import { ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect, it } from 'vitest';
import { createTotals } from '../meter/totals.ts';
import { exemplarSerializer } from './exemplar-serializer.ts';
import { describeTotals } from './metric-data.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

function contextOf(spanId: string, traceFlags = TraceFlags.SAMPLED) {
  return trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE, spanId, traceFlags });
}

function serialize(totals: ReturnType<typeof createTotals>) {
  const scope = describeTotals(totals, Date.now());
  const metrics = { resource: resourceFromAttributes({}), scopeMetrics: [scope] };
  const text = new TextDecoder().decode(exemplarSerializer.serializeRequest(metrics));
  const request = JSON.parse(text) as {
    resourceMetrics: {
      scopeMetrics: { metrics: { name: string; histogram?: { dataPoints: unknown[] } }[] }[];
    }[];
  };
  return request.resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
}

it('tells the newest value of each bucket that came about in a sampled span, once', () => {
  const totals = createTotals({ sets: 10, users: 10 });
  totals.costNanoUsd.add({ provider: 'a' }, 1);
  const series = totals.requestDuration.at({ provider: 'a' });
  series.record(0.5, contextOf('00f067aa0ba902b1'));
  series.record(0.6, contextOf('00f067aa0ba902b2'));
  series.record(30, contextOf('00f067aa0ba902b3'));
  series.record(31, contextOf('00f067aa0ba902b4', TraceFlags.NONE));
  series.record(0.01);
  totals.requestDuration.at({ provider: 'b' }).record(1);
  const duration = serialize(totals).find(({ name }) => name === 'outlay.request.duration');
  const time = { timeUnixNano: expect.stringMatching(/^\d{13}000000$/) as string };
  expect(duration?.histogram?.dataPoints).toEqual([
    expect.objectContaining({
      count: 5,
      exemplars: [
        { asDouble: 0.6, traceId: TRACE, spanId: '00f067aa0ba902b2', ...time },
        { asDouble: 30, traceId: TRACE, spanId: '00f067aa0ba902b3', ...time },
      ],
    }),
    expect.not.objectContaining({ exemplars: expect.anything() as unknown }),
  ]);
  const again = serialize(totals).find(({ name }) => name === 'outlay.request.duration');
  expect(JSON.stringify(again)).not.toContain('exemplars');
});
