import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ATTRIBUTE, INSTRUMENT, UNPRICED_REASON } from '../../instrumentation/src/names.ts';
import { buildInstrumentation, type Ended, REGISTER, runApp } from '../replay/child.ts';
import { type OtlpReceiver, type Point, startOtlpReceiver } from '../replay/otlp-receiver.ts';
import { listen } from './hostile-provider.ts';
import { answerPeerBug, PEER_BUGS, type Books } from './peers.ts';

const PEERS = new URL('apps/peers.mjs', import.meta.url);
const OWN_SDK = new URL('apps/own-sdk.mjs', import.meta.url).href;

const servers: http.Server[] = [];
const hosts = new Map<string, string>();
let receiver: OtlpReceiver;
let ended: Ended;
/** The same calls in an application whose tracer samples nothing. */
let unsampled: OtlpReceiver;
let exportedUnsampled = '';

beforeAll(async () => {
  buildInstrumentation();
  for (const provider of new Set(PEER_BUGS.map((bug) => bug.provider))) {
    const server = http.createServer((request, response) => {
      const bug = PEER_BUGS.find(({ id }) => request.url?.startsWith(`/${id}/`));
      const isFirst = request.headers['x-stainless-retry-count'] === '0';
      request.resume().once('end', () => {
        if (bug?.then === 'retry' && isFirst) response.writeHead(503, { 'retry-after-ms': '1' }).end();
        else if (bug) answerPeerBug(bug, response);
      });
    });
    servers.push(server);
    hosts.set(provider, await listen(server));
  }
  receiver = await startOtlpReceiver();
  unsampled = await startOtlpReceiver((body) => (exportedUnsampled += body));
  [ended] = await Promise.all([
    run(receiver, [REGISTER], {}),
    run(unsampled, [OWN_SDK], {
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_TRACES_SAMPLER: 'always_off',
    }),
  ]);
});

afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await receiver.close();
  await unsampled.close();
});

function run(
  to: OtlpReceiver,
  imports: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Ended> {
  const calls = PEER_BUGS.map(({ id, provider, path, request, then }) => ({
    id,
    url: `http://${hosts.get(provider)}/${id}${path}`,
    base: `http://${hosts.get(provider)}/${id}/v1`,
    body: request,
    ...(then && { then }),
  }));
  return runApp(PEERS, {
    imports,
    input: JSON.stringify({ calls }),
    environment: {
      OUTLAY_PROVIDER_HOSTS: [...hosts].map(([provider, host]) => `${provider}=${host}`).join(','),
      OTEL_EXPORTER_OTLP_ENDPOINT: to.url,
      ...environment,
    },
  });
}

/** What the books hold for one feature. */
function booksOf({ points }: OtlpReceiver, feature: string): Books {
  const own = points().filter(({ attributes }) => attributes[ATTRIBUTE.feature] === feature);
  const by = (name: string, key: string, value: (point: Point) => number) =>
    Object.fromEntries(
      own
        .filter(({ metric }) => metric === name)
        .map((point) => [String(point.attributes[key]), value(point)]),
    );
  return {
    costs: by(INSTRUMENT.costUsd, ATTRIBUTE.pricing, ({ value }) => Math.round(value * 1e9)),
    usage: by(INSTRUMENT.usage, ATTRIBUTE.unit, ({ value }) => value),
    requests: own
      .filter(({ metric }) => metric === INSTRUMENT.requestDuration)
      .reduce((sum, { value }) => sum + value, 0),
  };
}

describe('a bug of a peer is none of ours', () => {
  it.each(PEER_BUGS)('$peer: $bug', ({ id, books }) => {
    expect(booksOf(receiver, id)).toEqual(books);
  });

  it.each(PEER_BUGS)('$peer, with spans that nobody samples: $bug', ({ id, books }) => {
    expect(booksOf(unsampled, id)).toEqual(books);
    expect(exportedUnsampled).not.toContain('scopeSpans');
  });

  it('OpenLIT: calls before the prices are there cost nothing. All of these end with the process, priced', () => {
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });

  it('OpenLIT 240: the unknown model is counted', () => {
    const unpriced = receiver.points().filter(({ metric }) => metric === INSTRUMENT.unpriced);
    expect(
      unpriced.map(({ attributes, value }) => [attributes['model'], attributes['reason'], value]),
    ).toEqual([['my-own-model', UNPRICED_REASON.unknownModel, 1]]);
  });

  it('OpenLIT 1488: the retry is told as one', () => {
    const retries = receiver.points().filter(({ metric }) => metric === INSTRUMENT.retries);
    expect(retries.map(({ value }) => value)).toEqual([1]);
  });

  it('OpenLIT: the time to the first chunk counts from the request', () => {
    const late = receiver
      .points()
      .find(
        ({ metric, attributes }) =>
          metric === INSTRUMENT.genAiTimeToFirstChunk &&
          attributes[ATTRIBUTE.genAiRequestModel] === 'claude-haiku-4-5',
      );
    // The server took 0.3 s to begin.
    expect(late?.sum).toBeGreaterThan(0.28);
  });

  it('OpenLIT: the address of the server is the one that was called', () => {
    const [host, port] = hosts.get('openai')?.split(':') ?? [];
    const addresses = receiver
      .points()
      .filter(({ metric }) => metric === INSTRUMENT.genAiOperationDuration)
      .map(({ attributes }) => `${attributes['server.address']}:${attributes['server.port']}`);
    expect(addresses).toContain(`${host}:${port}`);
  });
});
