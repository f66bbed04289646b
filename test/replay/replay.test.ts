import { createHash } from 'node:crypto';
import { INSTRUMENT, METRIC } from '@outlay/instrumentation/names';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labelOfAttribute, LABELS_OF_METRIC } from '../promql/emitted-names.ts';
import { buildInstrumentation, runApp } from './child.ts';
import {
  expectedErrorType,
  expectedModel,
  expectedNanoUsd,
  expectedReason,
  expectedUnits,
} from './expected.ts';
import { FIXTURES } from './fixtures/fixtures.ts';
import { type OtlpReceiver, type Point, startOtlpReceiver } from './otlp-receiver.ts';
import { loadRecordings, type Recording, RECORDINGS_FOLDER } from './recordings.ts';
import { type Delivery, type ReplayServer, startReplayServer } from './replay-server.ts';

const recorded = loadRecordings();
if (recorded === undefined) {
  console.warn(
    `Skipped the recorded responses: ${RECORDINGS_FOLDER} is absent. The fixtures of our own are replayed.`,
  );
}

const DELIVERIES: readonly (Delivery & { transport: 'fetch' | 'http' })[] = [
  { transport: 'fetch', pieceSize: 1, encoding: 'identity' },
  { transport: 'fetch', pieceSize: 7, encoding: 'gzip' },
  { transport: 'fetch', pieceSize: 0, encoding: 'br' },
  { transport: 'http', pieceSize: 1, encoding: 'identity' },
  { transport: 'http', pieceSize: 13, encoding: 'zstd' },
  { transport: 'http', pieceSize: 0, encoding: 'deflate' },
];

let receiver: OtlpReceiver;

beforeAll(async () => {
  buildInstrumentation();
  receiver = await startOtlpReceiver();
});

afterAll(async () => {
  await receiver.close();
});

/** One server for each provider: a port of its own tells whose requests they are. */
type Servers = ReadonlyMap<string, ReplayServer>;

async function startServers(recordings: readonly Recording[]): Promise<Servers> {
  const servers = new Map<string, ReplayServer>();
  for (const { provider } of recordings) {
    if (!servers.has(provider)) servers.set(provider, await startReplayServer(recordings));
  }
  return servers;
}

function baseUrl(servers: Servers, recording: Recording, index: number, delivery: Delivery): string {
  const server = servers.get(recording.provider);
  if (server === undefined) throw new Error(`no server for ${recording.provider}`);
  return server.baseUrl(index, delivery);
}

function environment(servers: Servers): Record<string, string> {
  return {
    OUTLAY_PROVIDER_HOSTS: [...servers]
      .map(([provider, { port }]) => `${provider}=127.0.0.1:${port}`)
      .join(','),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_SERVICE_NAME: 'replay',
  };
}

function unitsOf(points: readonly Point[], feature: string): Record<string, number> {
  return Object.fromEntries(
    points
      .filter(
        ({ metric, attributes, value }) =>
          metric === 'outlay.usage' && attributes['feature'] === feature && value > 0,
      )
      .map(({ attributes, value }) => [String(attributes['unit']), value]),
  );
}

function costsOf(points: readonly Point[], feature: string): Point[] {
  return points.filter(
    ({ metric, attributes }) => metric === 'outlay.cost.usd' && attributes['feature'] === feature,
  );
}

/** The error types of a recording's requests; undefined for a request without an error. */
function errorTypesOf(points: readonly Point[], feature: string): unknown[] {
  return points
    .filter(
      ({ metric, attributes }) => metric === 'outlay.request.duration' && attributes['feature'] === feature,
    )
    .map(({ attributes }) => attributes['error.type']);
}

/** Counts of `outlay.unpriced` by provider, model and reason; it has no feature that would name the recording. */
function reasonsIn(points: readonly Point[]): Record<string, number> {
  return count(
    points
      .filter(({ metric }) => metric === 'outlay.unpriced')
      .flatMap(({ attributes, value }) =>
        Array.from({ length: value }, () =>
          [attributes['provider'], attributes['model'], attributes['reason']].join(' '),
        ),
      ),
  );
}

function expectedReasons(recordings: readonly Recording[], requestModel?: string): Record<string, number> {
  return count(
    recordings.flatMap((recording) => {
      const reason = expectedReason(recording, requestModel);
      return reason === undefined ? [] : [[recording.provider, expectedModel(recording), reason].join(' ')];
    }),
  );
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** The labels that queries may read from an instrument's metric; of users only the ledger knows. */
function labelsOf(instrument: string): readonly string[] {
  const key = Object.entries(INSTRUMENT).find(([, name]) => name === instrument)?.[0] as keyof typeof METRIC;
  return LABELS_OF_METRIC.get(METRIC[key]) ?? LABELS_OF_METRIC.get(`${METRIC[key]}_count`) ?? [];
}

function checkRecording(points: readonly Point[], recording: Recording, requestModel?: string): void {
  expect(unitsOf(points, recording.id), `usage of ${recording.id}`).toEqual(expectedUnits(recording));
  expect(errorTypesOf(points, recording.id), `error of ${recording.id}`).toEqual([
    expectedErrorType(recording),
  ]);
  const expectedCost = expectedNanoUsd(recording, requestModel);
  const costs = costsOf(points, recording.id);
  expect(
    costs.map(({ value }) => Math.round(value * 1e9)),
    `cost of ${recording.id}`,
  ).toEqual(expectedCost === undefined ? [] : [expectedCost]);
  for (const { attributes } of costs) expect(attributes['pricing']).toBe(recording.pricing ?? 'exact');
}

for (const [name, recordings] of [
  ['responses written by hand', FIXTURES],
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
      'gives their exact usage and cost through $transport, $encoding in pieces of $pieceSize bytes',
      async ({ transport, ...delivery }) => {
        receiver.clear();
        const calls = recordings.map((recording, index) => {
          const { pathname, search } = new URL(recording.url);
          return {
            id: recording.id,
            url: baseUrl(servers, recording, index, delivery) + pathname + search,
            method: recording.method,
            ...(recording.method === 'POST' && { body: JSON.stringify(recording.request) }),
          };
        });
        const { code, stdout, stderr } = await runApp('plain-client.mjs', {
          environment: environment(servers),
          input: JSON.stringify({ transport, calls }),
        });
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        const digests = recordings.map(({ id, status, body }) => {
          const bytes = status === 204 ? '' : body;
          return `${id} ${createHash('sha256').update(bytes).digest('hex')}`;
        });
        expect(stdout.trim().split('\n')).toEqual(digests);
        const points = receiver.points();
        for (const recording of recordings) checkRecording(points, recording);
        expect(reasonsIn(points)).toEqual(expectedReasons(recordings));
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
      const calls = recordings.map((recording, index) => ({
        id: recording.id,
        provider: recording.provider,
        base: baseUrl(servers, recording, index, { pieceSize: 5, encoding: 'gzip' }),
        path: new URL(recording.url).pathname,
        request: recording.request,
      }));
      const { code, stdout, stderr } = await runApp('sdk-client.mjs', {
        environment: environment(servers),
        input: JSON.stringify({ calls }),
      });
      expect(code, stderr).toBe(0);
      expect(stderr).not.toContain('outlay');
      const called = new Set(stdout.trim().split('\n'));
      const checked = recordings.filter(({ id }) => called.has(id));
      expect(checked.length).toBeGreaterThan(recordings.length * 0.75);
      const points = receiver.points();
      for (const recording of checked) checkRecording(points, recording, 'whisper-1');
      expect(reasonsIn(points)).toEqual(expectedReasons(checked, 'whisper-1'));
    });
  });
}
