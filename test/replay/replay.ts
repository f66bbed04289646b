import { createHash } from 'node:crypto';
import { runApp } from './child.ts';
import type { OtlpReceiver, Point } from './otlp-receiver.ts';
import { bytesOf, type Recording } from './recordings.ts';
import { type Delivery, type ReplayServer, startReplayServer } from './replay-server.ts';

/** One server for each provider: a port of its own tells whose requests they are. */
export type Servers = ReadonlyMap<string, ReplayServer>;

export async function startServers(recordings: readonly Recording[]): Promise<Servers> {
  const servers = new Map<string, ReplayServer>();
  for (const { provider } of recordings) {
    if (!servers.has(provider)) servers.set(provider, await startReplayServer(recordings));
  }
  return servers;
}

export function baseUrl(servers: Servers, recording: Recording, index: number, delivery: Delivery): string {
  const server = servers.get(recording.provider);
  if (server === undefined) throw new Error(`no server for ${recording.provider}`);
  return server.baseUrl(index, delivery);
}

export function environmentOf(servers: Servers, receiver: OtlpReceiver): Record<string, string> {
  return {
    OUTLAY_PROVIDER_HOSTS: [...servers]
      .map(([provider, { port }]) => `${provider}=127.0.0.1:${port}`)
      .join(','),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_SERVICE_NAME: 'replay',
  };
}

export interface Replay {
  points: readonly Point[];
  stderr: string;
  code: number | null;
  /** What the caller got of each recording, by its id: a digest of the decoded body. */
  digests: ReadonlyMap<string, string>;
}

/** Calls all recordings from one application that is metered, each under a feature of its own: its id. */
export async function replay(
  servers: Servers,
  receiver: OtlpReceiver,
  recordings: readonly Recording[],
  { transport, ...delivery }: Delivery & { transport: 'fetch' | 'http' },
): Promise<Replay> {
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
    environment: environmentOf(servers, receiver),
    input: JSON.stringify({ transport, calls }),
  });
  const digests = new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  );
  return { points: receiver.points(), stderr, code, digests };
}

export function digestOf(recording: Recording): string {
  return createHash('sha256').update(bytesOf(recording)).digest('hex');
}

export function unitsOf(points: readonly Point[], feature: string): Record<string, number> {
  return Object.fromEntries(
    points
      .filter(
        ({ metric, attributes, value }) =>
          metric === 'outlay.usage' && attributes['feature'] === feature && value > 0,
      )
      .map(({ attributes, value }) => [String(attributes['unit']), value]),
  );
}

export function costsOf(points: readonly Point[], feature: string): Point[] {
  return points.filter(
    ({ metric, attributes }) => metric === 'outlay.cost.usd' && attributes['feature'] === feature,
  );
}

/** The error types of a recording's requests; undefined for a request without an error. */
export function errorTypesOf(points: readonly Point[], feature: string): unknown[] {
  return points
    .filter(
      ({ metric, attributes }) => metric === 'outlay.request.duration' && attributes['feature'] === feature,
    )
    .map(({ attributes }) => attributes['error.type']);
}

/** Counts of `outlay.unpriced` by provider and reason; it has no feature that would name the recording. */
export function reasonsOf(points: readonly Point[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { metric, attributes, value } of points) {
    if (metric !== 'outlay.unpriced') continue;
    const key = `${attributes['provider']} ${attributes['reason']}`;
    counts[key] = (counts[key] ?? 0) + value;
  }
  return counts;
}
