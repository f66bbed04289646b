import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MalformedBodyError } from '../../otlp/malformed-body-error.ts';
import { decodeMetricsProtobuf } from '../../otlp/protobuf/decode-metrics.ts';
import { openLedgerDatabase } from '../database.ts';
import { Ledger } from '../ledger.ts';

const EVERYTHING = { from: 0, to: 4_000_000_000 };
const now = new Date();

/** Exports of a real SDK, one after the other, each with a little more. */
async function recordedBodies(temporality: AggregationTemporality, exports: number): Promise<Buffer[]> {
  const exporter = new InMemoryMetricExporter(temporality);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', 'service.instance.id': 'a' }),
    readers: [reader],
  });
  const meter = provider.getMeter('@outlay/instrumentation', '1.2.3');
  const cost = meter.createCounter('outlay.cost.usd', { unit: '{USD}' });
  const retries = meter.createCounter('outlay.retries');
  const duration = meter.createHistogram('outlay.request.duration', { unit: 's' });
  const other = meter.createCounter('app.requests');
  const bodies: Buffer[] = [];
  for (let i = 1; i <= exports; i += 1) {
    for (const provider of ['openai', 'resend', 'ünïcode']) {
      cost.add(0.001 * i, { provider, model: `${provider} 1`, 'http.response.status_code': 200, ok: true });
      duration.record(0.02 * i, { provider });
    }
    if (i % 2 === 0) retries.add(1, { provider: 'openai' });
    if (i % 2 === 0) meter.createGauge('outlay.ratelimit.remaining').record(0.5, { provider: 'openai' });
    other.add(1, { route: '/' });
    await reader.forceFlush();
    const recorded = exporter.getMetrics().at(-1);
    bodies.push(Buffer.from((recorded && ProtobufMetricsSerializer.serializeRequest(recorded)) ?? []));
  }
  await provider.shutdown();
  return bodies;
}

describe('a body that is booked by its bytes', () => {
  let folder: string;
  const open = (name: string) => new Ledger(openLedgerDatabase(join(folder, name)));
  const figures = (ledger: Ledger) => ({
    series: [...ledger.series()].map(({ metric, job, labels, total, histogram }) => ({
      ...{ metric, job, labels, total, histogram },
    })),
    spend: [...ledger.spendRows(EVERYTHING)],
    streams: ledger.streamCount,
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outlay-body-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['cumulative', AggregationTemporality.CUMULATIVE],
    ['delta', AggregationTemporality.DELTA],
  ])('moves the ledger as its decoded export does: %s', async (_, temporality) => {
    const [byBytes, decoded] = [open('bytes'), open('decoded')];
    for (const body of await recordedBodies(temporality, 5)) {
      // Each arrives twice, as after a lost answer.
      for (let time = 0; time < 2; time += 1) {
        const outcome = await byBytes.bookBody(body, now);
        const expected = await decoded.book(decodeMetricsProtobuf(body), now);
        expect({ ...outcome, dropped: [...outcome.dropped] }).toEqual({
          ...expected,
          dropped: [...expected.dropped],
        });
        expect(outcome.received).toBeGreaterThan(6);
      }
    }
    expect(figures(byBytes)).toEqual(figures(decoded));
    expect(figures(byBytes).spend.length).toBeGreaterThan(0);
    await Promise.all([byBytes.close(), decoded.close()]);
  });

  it('is read or refused as the decoder does, whatever byte is changed or cut, and a refused one leaves no trace', async () => {
    const [first, second] = await recordedBodies(AggregationTemporality.CUMULATIVE, 2);
    if (first === undefined || second === undefined) throw new Error('nothing was recorded');
    const [byBytes, decoded] = [open('bytes'), open('decoded')];
    await byBytes.bookBody(first, now);
    await decoded.book(decodeMetricsProtobuf(first), now);
    const counts = { read: 0, refused: 0 };
    const attempt = async (body: Buffer) => {
      const answer = await byBytes.bookBody(body, now).then(
        ({ received, dropped }) => ({ received, dropped: [...dropped].sort() }),
        (error: unknown) => (error instanceof MalformedBodyError ? 'malformed' : error),
      );
      let expected: unknown = 'malformed';
      try {
        const { received, dropped } = await decoded.book(decodeMetricsProtobuf(body), now);
        expected = { received, dropped: [...dropped].sort() };
      } catch (error) {
        if (!(error instanceof MalformedBodyError)) throw error;
      }
      expect(answer).toEqual(expected);
      counts[expected === 'malformed' ? 'refused' : 'read'] += 1;
    };
    for (let end = 0; end < second.length; end += 7) await attempt(second.subarray(0, end));
    for (let at = 0; at < second.length; at += 1) {
      const changed = Buffer.from(second);
      changed[at] = (changed[at] ?? 0) ^ (at % 3 === 0 ? 0x01 : at % 3 === 1 ? 0x80 : 0xff);
      await attempt(changed);
    }
    expect(figures(byBytes)).toEqual(figures(decoded));
    expect(Math.min(counts.read, counts.refused)).toBeGreaterThan(100);
    await Promise.all([byBytes.close(), decoded.close()]);
  });
});
