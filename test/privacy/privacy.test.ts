import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROVIDERS } from '../../instrumentation/src/adapters/registry.ts';
import { INSTRUMENT } from '../../instrumentation/src/names.ts';
import { buildInstrumentation, type Ended, REGISTER, runApp } from '../replay/child.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../replay/otlp-receiver.ts';
import { operationsOf } from './operations.ts';
import { findSecrets } from './scan.ts';
import { LOOKED_FOR, SECRETS } from './secrets.ts';
import { errorDocument, requestOf, responseDocument } from './wire.ts';

const TALKATIVE = new URL('apps/talkative.mjs', import.meta.url);
const OWN_SDK = new URL('apps/own-sdk.mjs', import.meta.url).href;
/** So that each operation meets several answers and clients. */
const ROUNDS = 2;
const MODEL = 'gpt-4o-mini-2024-07-18';
const DOCUMENT = JSON.stringify(responseDocument(SECRETS));
const ERROR = JSON.stringify(errorDocument(SECRETS));
const JSON_TYPE = { 'content-type': 'application/json', 'x-request-id': SECRETS.key };
const EVENTS = { 'content-type': 'text/event-stream' };

/** How a provider answers, by turns: well, in events, with errors that repeat the question, or not at all. */
const ANSWERS: readonly http.RequestListener[] = [
  (_request, response) => response.writeHead(200, JSON_TYPE).end(DOCUMENT),
  (_request, response) => response.writeHead(200, EVENTS).end(`data: ${DOCUMENT}\n\ndata: [DONE]\n\n`),
  (_request, response) => response.writeHead(200, EVENTS).end(`event: error\ndata: ${ERROR}\n\n`),
  (_request, response) => response.writeHead(200, JSON_TYPE).end(ERROR),
  (_request, response) => response.writeHead(400, JSON_TYPE).end(ERROR),
  (_request, response) => response.writeHead(500, { 'content-type': 'text/html' }).end(SECRETS.prompt),
  (_request, response) => response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(DOCUMENT),
  (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(`${DOCUMENT}\n`),
  (request) => void request.socket.destroy(),
];

const servers: http.Server[] = [];
const hosts = new Map<string, string>();

beforeAll(async () => {
  buildInstrumentation();
  for (const provider of PROVIDERS) {
    let turn = 0;
    const server = http.createServer((request, response) => {
      request.resume().once('end', () => ANSWERS[(turn += 1) % ANSWERS.length]?.(request, response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    hosts.set(provider, `127.0.0.1:${(server.address() as AddressInfo).port}`);
  }
});

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** Every operation of every provider, with secrets wherever a request has a place for them; each answer in its turn. */
function requests(): object[] {
  const operations = operationsOf(PROVIDERS).map((operation) => {
    const path = Object.entries(SECRETS).reduce(
      (written, [name, secret]) => written.replaceAll(`{${name}}`, encodeURIComponent(secret)),
      operation.path,
    );
    const query = `${path.includes('?') ? '&' : '?'}note=${encodeURIComponent(SECRETS.query)}`;
    return {
      url: `http://${hosts.get(operation.provider)}${path}${query}`,
      method: operation.method,
      ...requestOf(operation, SECRETS),
    };
  });
  return Array.from({ length: ROUNDS }, () => operations).flat();
}

interface Output {
  ended: Ended;
  exported: string;
  receiver: OtlpReceiver;
}

async function run(
  imports: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Output> {
  let exported = '';
  const receiver = await startOtlpReceiver((body) => (exported += body));
  const ended = await runApp(TALKATIVE, {
    imports,
    input: JSON.stringify({ requests: requests() }),
    environment: {
      OUTLAY_PROVIDER_HOSTS: [...hosts].map(([provider, host]) => `${provider}=${host}`).join(','),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${SECRETS.key}`,
      OTEL_LOG_LEVEL: 'debug',
      ...environment,
    },
  });
  await receiver.close();
  return { ended, exported, receiver };
}

function expectNothingSecret({ ended, exported, receiver }: Output): void {
  expect(ended).toMatchObject({ code: 0, signal: null });
  // What must be seen is seen, so that the scan is known to look at the right place.
  expect(findSecrets(exported, [MODEL, 'visible-tenant', 'visible-user', 'privacy-scan'])).toHaveLength(
    4 * findSecrets(MODEL, [MODEL]).length,
  );
  const metered = receiver.points().filter(({ metric }) => metric === INSTRUMENT.requestDuration);
  expect(new Set(metered.map(({ attributes }) => attributes['provider']))).toEqual(new Set(PROVIDERS));
  expect(findSecrets(exported, LOOKED_FOR)).toEqual([]);
  expect(findSecrets(ended.stdout, LOOKED_FOR)).toEqual([]);
  expect(findSecrets(ended.stderr, LOOKED_FOR)).toEqual([]);
}

describe('nothing private leaves the process', () => {
  it('through the hook', async () => {
    expectNothingSecret(await run([REGISTER], {}));
  });

  it('through what is said of settings that cannot be used', async () => {
    const { ended } = await run([REGISTER], {
      OUTLAY_PROVIDER_HOSTS: `openai=https://me:${SECRETS.key}@proxy.internal/v1,resend=me:${SECRETS.key}@mail`,
      OUTLAY_PRICES: `http://me:${SECRETS.key}@127.0.0.1:1/prices.yaml?token=${SECRETS.key}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://me:${SECRETS.key}@127.0.0.1:1/?token=${SECRETS.key}`,
      OTEL_METRIC_EXPORT_INTERVAL: '50',
    });
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('OUTLAY_PROVIDER_HOSTS');
    expect(findSecrets(ended.stdout + ended.stderr, LOOKED_FOR)).toEqual([]);
  });

  it('through an OpenTelemetry SDK with spans, whose log tells everything', async () => {
    const output = await run([OWN_SDK], {
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'none',
    });
    expectNothingSecret(output);
    expect(output.ended.stdout + output.ended.stderr).toContain('@opentelemetry');
  });
});
