import { INSTRUMENT, METRIC } from '@outlay/instrumentation/names';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labelOfAttribute, LABELS_OF_METRIC } from '../promql/emitted-names.ts';
import { buildInstrumentation, runApp } from './child.ts';
import { expectedErrorType, expectedNanoUsd, expectedUnits, lacksUsage, statedNanoUsd } from './expected.ts';
import { FIXTURES } from './fixtures/fixtures.ts';
import { NATIVE_FIXTURES } from './fixtures/native.ts';
import { type OtlpReceiver, type Point, startOtlpReceiver } from './otlp-receiver.ts';
import { loadRecordings, type Recording, RECORDINGS_FOLDER } from './recordings.ts';
import {
  baseUrl,
  costsOf,
  digestOf,
  environmentOf,
  errorTypesOf,
  reasonsOf,
  replay,
  type Servers,
  startServers,
  unitsOf,
} from './replay.ts';
import type { Delivery } from './replay-server.ts';

const recorded = loadRecordings();
if (recorded === undefined) {
  console.warn(
    `Skipped the recorded responses: ${RECORDINGS_FOLDER} is absent. The fixtures of our own are replayed.`,
  );
}

const DELIVERIES: readonly (Delivery & { transport: 'fetch' | 'http' })[] = [
  { transport: 'fetch', pieces: 0, encoding: 'identity' },
  { transport: 'fetch', pieces: 1, encoding: 'identity' },
  { transport: 'fetch', pieces: 'characters', encoding: 'identity' },
  { transport: 'fetch', pieces: 7, encoding: 'gzip' },
  { transport: 'fetch', pieces: 0, encoding: 'br' },
  { transport: 'http', pieces: 1, encoding: 'br' },
  { transport: 'http', pieces: 13, encoding: 'zstd' },
  { transport: 'http', pieces: 'characters', encoding: 'identity' },
  { transport: 'http', pieces: 0, encoding: 'deflate' },
];

/** Providers whose SDKs `apps/sdk-client.mjs` knows. */
const SDK_PROVIDERS: ReadonlySet<string> = new Set(['openai', 'anthropic', 'resend']);

let receiver: OtlpReceiver;

beforeAll(async () => {
  buildInstrumentation();
  receiver = await startOtlpReceiver();
});

afterAll(async () => {
  await receiver.close();
});

/** The labels that queries may read from an instrument's metric; of users only the ledger knows. */
function labelsOf(instrument: string): readonly string[] {
  const key = Object.entries(INSTRUMENT).find(([, name]) => name === instrument)?.[0] as keyof typeof METRIC;
  return LABELS_OF_METRIC.get(METRIC[key]) ?? LABELS_OF_METRIC.get(`${METRIC[key]}_count`) ?? [];
}

function checkRecording(points: readonly Point[], recording: Recording, requestModel?: string): void {
  const { id } = recording;
  const costs = costsOf(points, id);
  const pricings = costs.map(({ attributes }) => attributes['pricing']);
  // Without usage it may be estimated, and is marked so.
  if (!(lacksUsage(recording) && pricings.includes('estimated'))) {
    expect(unitsOf(points, id), `usage of ${id}`).toEqual(expectedUnits(recording));
    const pricing = statedNanoUsd(recording) === undefined ? (recording.pricing ?? 'exact') : 'stated';
    expect(pricings, `pricing of ${id}`).toEqual(costs.map(() => pricing));
  }
  expect(errorTypesOf(points, id), `error of ${id}`).toEqual([expectedErrorType(recording)]);
  const expectedCost = expectedNanoUsd(recording, requestModel);
  if (expectedCost === undefined) return;
  expect(
    costs.map(({ value }) => Math.round(value * 1e9)),
    `cost of ${id}`,
  ).toEqual(expectedCost === null ? [] : [expectedCost]);
}

/** No call is free in silence: what used something has a cost or is counted as unpriced, and what should have told, too. */
function checkReasons(points: readonly Point[], recordings: readonly Recording[]): void {
  const reasons = reasonsOf(points);
  for (const provider of new Set(recordings.map((recording) => recording.provider))) {
    const own = recordings.filter((recording) => recording.provider === provider);
    const withoutCost = own.filter(({ id }) => costsOf(points, id).length === 0);
    expect(reasons[`${provider} no_usage`] ?? 0, `${provider} without usage`).toBe(
      withoutCost.filter(lacksUsage).length,
    );
    const used = withoutCost.filter((recording) => Object.keys(expectedUnits(recording)).length > 0);
    const counted = Object.entries(reasons)
      .filter(([key]) => key.startsWith(`${provider} unknown_`))
      .reduce((sum, [, count]) => sum + count, 0);
    expect(counted, `${provider} without a price`).toBeGreaterThanOrEqual(used.length);
    expect(reasons[`${provider} invalid_usage`], `${provider} with impossible usage`).toBeUndefined();
  }
}

for (const [name, recordings] of [
  ['responses written by hand', [...FIXTURES, ...NATIVE_FIXTURES]],
  ['recorded responses', recorded ?? []],
] as const) {
  describe.skipIf(recordings.length === 0)(`replay of ${name}`, () => {
    let servers: Servers;

    beforeAll(async () => {
      servers = await startServers(recordings);
    });

    afterAll(async () => {
      for (const server of servers.values()) await server.close();
    });

    it.each(DELIVERIES)(
      'gives their exact usage and cost through $transport, $encoding in pieces of $pieces',
      async (delivery) => {
        const { points, code, stderr, digests } = await replay(servers, receiver, recordings, delivery);
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        expect(digests).toEqual(new Map(recordings.map((recording) => [recording.id, digestOf(recording)])));
        for (const recording of recordings) checkRecording(points, recording);
        checkReasons(points, recordings);
        const requests = points.filter(({ metric }) => metric === 'outlay.request.duration');
        expect(requests.reduce((sum, { value }) => sum + value, 0)).toBe(recordings.length);
        expect(points.filter(({ metric }) => metric === 'outlay.instrumentation.dropped')).toEqual([]);
        for (const { metric, attributes } of points) {
          expect(labelsOf(metric), metric).toEqual(
            expect.arrayContaining(Object.keys(attributes).map(labelOfAttribute)),
          );
        }
        // A gauge has no temporality.
        const sums = points.filter(({ metric }) => metric !== 'outlay.ratelimit.remaining');
        expect(sums.every(({ cumulative }) => cumulative)).toBe(true);
      },
    );

    it('gives their exact usage and cost through the SDKs of the providers', async () => {
      receiver.clear();
      const known = recordings.filter(({ provider }) => SDK_PROVIDERS.has(provider));
      const calls = known.map((recording) => ({
        id: recording.id,
        provider: recording.provider,
        base: baseUrl(servers, recording, recordings.indexOf(recording), { pieces: 5, encoding: 'gzip' }),
        path: new URL(recording.url).pathname,
        request: recording.request,
      }));
      const { code, stdout, stderr } = await runApp('sdk-client.mjs', {
        environment: environmentOf(servers, receiver),
        input: JSON.stringify({ calls }),
      });
      expect(code, stderr).toBe(0);
      expect(stderr).not.toContain('outlay');
      const called = new Set(stdout.trim().split('\n'));
      const checked = known.filter(({ id }) => called.has(id));
      expect(checked.length).toBeGreaterThan(known.length * 0.75);
      const points = receiver.points();
      for (const recording of checked) checkRecording(points, recording, 'whisper-1');
      checkReasons(points, checked);
    });
  });
}
