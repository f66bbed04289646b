import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import zlib from 'node:zlib';
import { PROVIDERS } from '../../instrumentation/src/adapters/registry.ts';
import { INSTRUMENT } from '../../instrumentation/src/names.ts';
import { operationsOf } from '../privacy/operations.ts';
import { requestOf, responseDocument } from '../privacy/wire.ts';
import { buildInstrumentation, type Ended, REGISTER, runApp } from '../replay/child.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../replay/otlp-receiver.ts';
import { listen } from './hostile-provider.ts';

const EACH_PROVIDER = new URL('apps/each-provider.mjs', import.meta.url);
const BROKEN_READERS = new URL('apps/broken-readers.mjs', import.meta.url).href;

/** Where an adapter fails: at these members of its endpoints and readers. */
const MEMBERS = [
  'endpoint',
  'createReader',
  'requestShape',
  'responseShape',
  'eventMembers',
  'estimates',
  'completion',
  'readRequest',
  'readFormField',
  'readResponseHead',
  'readResponse',
  'readTransfer',
  'reading',
];
const TEXT = 'a text';
const TEXTS = { prompt: TEXT, completion: TEXT, key: 'k', user: 'u', phone: '1', file: 'f', query: 'q' };
const DOCUMENT = JSON.stringify(responseDocument(TEXTS));

/** How a provider answers, by turns. */
const ANSWERS: readonly (readonly [Record<string, string>, string | Buffer])[] = [
  [{ 'content-type': 'application/json' }, DOCUMENT],
  [{ 'content-type': 'application/json', 'content-encoding': 'gzip' }, zlib.gzipSync(DOCUMENT)],
  [{ 'content-type': 'text/event-stream' }, `data: ${DOCUMENT}\n\ndata: [DONE]\n\n`],
  [
    { 'content-type': 'text/event-stream', 'content-encoding': 'br' },
    zlib.brotliCompressSync(`data: ${DOCUMENT}\n\n`),
  ],
];

const servers: http.Server[] = [];
const hosts = new Map<string, string>();
let receiver: OtlpReceiver;

beforeAll(async () => {
  buildInstrumentation();
  receiver = await startOtlpReceiver();
  for (const provider of PROVIDERS) {
    const server = http.createServer((request, response) => {
      const answer = ANSWERS[Number(/\/answer-(\d)\//.exec(request.url ?? '')?.[1])];
      request.resume().once('end', () => response.writeHead(200, answer?.[0]).end(answer?.[1]));
    });
    servers.push(server);
    hosts.set(provider, await listen(server));
  }
});

afterAll(async () => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await receiver.close();
});

/** An operation of every provider, another one for each `member` at which it fails; the answers take turns. */
function requestsFailingAt(member: string, turn: number): object[] {
  return PROVIDERS.map((provider, i) => {
    const operations = operationsOf([provider]);
    const operation = operations[turn % operations.length];
    if (operation === undefined) throw new Error(`There is no operation to try of ${provider}.`);
    const path = operation.path.replaceAll(/[{}]/g, '');
    return {
      id: `${provider} ${member} ${path}`,
      url: `http://${hosts.get(provider)}/fail-${member}/answer-${(i + turn) % ANSWERS.length}${path}`,
      method: operation.method,
      ...requestOf(operation, TEXTS),
    };
  });
}

function runEach(requests: readonly object[], imports: readonly string[]): Promise<Ended> {
  return runApp(EACH_PROVIDER, {
    imports,
    nodeOptions: ['--conditions=outlay-source'],
    input: JSON.stringify({ requests }),
    environment: {
      OUTLAY_PROVIDER_HOSTS: [...hosts].map(([provider, host]) => `${provider}=${host}`).join(','),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    },
  });
}

function total(instrument: string, attributes: Readonly<Record<string, string>> = {}): number {
  return receiver
    .points()
    .filter(({ metric }) => metric === instrument)
    .filter((point) => Object.entries(attributes).every(([key, value]) => point.attributes[key] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

describe('an adapter that throws', () => {
  it('is noticed by no caller, whatever fails in it, and what is lost is counted', async () => {
    const requests = MEMBERS.flatMap(requestsFailingAt);
    const bare = await runEach(requests, []);
    const metered = await runEach(requests, [REGISTER, BROKEN_READERS]);
    expect(metered.stdout).toBe(bare.stdout);
    expect(metered).toMatchObject({ code: bare.code, signal: bare.signal });
    const thrown = Number(/^thrown (\d+)$/m.exec(metered.stderr)?.[1]);
    expect(thrown).toBeGreaterThan(requests.length);
    expect(metered.stderr).not.toContain('SECRET');
    const lost = total(INSTRUMENT.instrumentationDropped);
    // An attempt is reported all the same where it can be; where not, that is counted.
    const reported = total(INSTRUMENT.requestDuration);
    expect(lost).toBeGreaterThan(0);
    expect(reported + lost).toBeGreaterThanOrEqual(2 * requests.length);
  });
});
