import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildInstrumentation, type Child, type Ended, startApp } from '../replay/child.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../replay/otlp-receiver.ts';

// A service whose calls are attributed by the requests that it handles, many at once over few connections.

const REQUESTS_OF_A_KIND = 25;
const CONNECTIONS = 4;

interface Kind {
  /** Tells the kinds apart: it is the model of their calls. */
  model: string;
  path: string;
  baggage?: string;
  client: 'fetch' | 'http';
  /** What the application sets itself. */
  own?: Readonly<Record<string, unknown>>;
  /** What the classifier says, if it is asked. */
  job?: string;
  expected: Readonly<Record<string, string>>;
}

const KINDS: readonly Kind[] = [
  {
    model: 'route-by-fetch',
    path: '/api/chat/rooms/7?token=hidden-token',
    client: 'fetch',
    expected: { feature: 'chat', bot: 'helper', environment: 'staging' },
  },
  {
    model: 'route-by-http',
    path: '/reports/today',
    client: 'http',
    expected: { feature: 'reports', environment: 'staging' },
  },
  {
    model: 'no-route',
    path: '/plain',
    client: 'http',
    expected: { environment: 'staging' },
  },
  {
    model: 'baggage',
    path: '/api/chat/a',
    baggage: 'tenant=acme,plan=pro,feature=not-allowed,secret=hidden-baggage',
    client: 'fetch',
    expected: { feature: 'chat', bot: 'helper', tenant: 'acme', plan: 'pro', environment: 'staging' },
  },
  {
    model: 'own-before-all',
    path: '/api/chat/a',
    baggage: 'tenant=acme,plan=pro',
    client: 'http',
    own: {
      feature: 'own',
      tenant: 'mine',
      environment: 'canary',
      labels: { plan: 'free', undeclared: 'hidden-label' },
    },
    job: 'not-asked',
    expected: { feature: 'own', tenant: 'mine', bot: 'helper', plan: 'free', environment: 'canary' },
  },
  {
    model: 'classified',
    path: '/plain',
    client: 'fetch',
    job: 'digest',
    expected: { feature: 'digest', environment: 'staging' },
  },
  {
    model: 'classifier-fails',
    path: '/plain',
    client: 'http',
    job: 'broken',
    expected: { environment: 'staging' },
  },
];

let provider: http.Server;
let receiver: OtlpReceiver;
let received: string;

beforeAll(async () => {
  buildInstrumentation();
  provider = http.createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      const { model } = JSON.parse(body) as { model: string };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ model, usage: { prompt_tokens: 1, completion_tokens: 0 } }));
    });
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
});

beforeEach(async () => {
  receiver = await startOtlpReceiver();
});

afterEach(async () => {
  received = '';
  await receiver.close();
});

function start(server: string, more: Record<string, string> = {}): Child {
  const { port } = provider.address() as AddressInfo;
  return startApp(new URL('apps/server.mjs', import.meta.url), {
    arguments: [server],
    environment: {
      PROVIDER_URL: `http://127.0.0.1:${port}`,
      OUTLAY_PROVIDER_HOSTS: `openai=127.0.0.1:${port}`,
      OUTLAY_CONFIG: fileURLToPath(new URL('outlay.yaml', import.meta.url)),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      ...more,
    },
  });
}

async function portOf(child: Child): Promise<number> {
  return new Promise((resolve) => {
    let output = '';
    child.process.stdout.on('data', (piece: Buffer) => {
      output += piece.toString();
      const port = /^port (\d+)$/m.exec(output)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

function post(
  port: number,
  agent: http.Agent,
  path: string,
  headers: http.OutgoingHttpHeaders,
  body: unknown,
) {
  return new Promise<void>((resolve, reject) => {
    const request = http.request(
      {
        port,
        host: '127.0.0.1',
        agent,
        path,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => {
        response.resume().once('end', resolve);
      },
    );
    request.once('error', reject).end(JSON.stringify(body));
  });
}

/** Sends `count` requests of each kind, mixed, over few connections that are kept alive, and stops the service. */
async function converse(child: Child, kinds: readonly Kind[], count: number): Promise<Ended> {
  const port = await portOf(child);
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  await Promise.all(
    Array.from({ length: count }, () => kinds)
      .flat()
      .map(({ path, baggage, model, client, own, job }) =>
        post(port, agent, path, baggage === undefined ? {} : { baggage }, { model, client, own, job }),
      ),
  );
  await post(port, agent, '/stop', {}, {});
  agent.destroy();
  const ended = await child.ended;
  received = JSON.stringify(receiver.points());
  return ended;
}

/** What tells the call itself, not for whom it was made. */
const CALL_ATTRIBUTES: ReadonlySet<string> = new Set(['provider', 'operation', 'model', 'unit']);

function usageOf(model: string): { attributes: Record<string, unknown>; value: number }[] {
  return receiver
    .points()
    .filter(({ metric, attributes }) => metric === 'outlay.usage' && attributes['model'] === model)
    .filter(({ attributes }) => attributes['unit'] === 'input_tokens')
    .map(({ attributes, value }) => ({
      attributes: Object.fromEntries(
        Object.entries(attributes).filter(([name]) => !CALL_ATTRIBUTES.has(name)),
      ),
      value,
    }));
}

describe('A service that is attributed', () => {
  it.each(['http', 'fastify'])(
    'books each call to whom it is made for, whatever else runs at the same time (%s)',
    async (server) => {
      const ended = await converse(start(server), KINDS, REQUESTS_OF_A_KIND);
      expect(ended).toMatchObject({ code: 0, signal: null });
      for (const { model, expected } of KINDS) {
        expect({ model, series: usageOf(model) }).toEqual({
          model,
          series: [{ attributes: expected, value: REQUESTS_OF_A_KIND }],
        });
      }
      const dropped = receiver.points().filter(({ metric }) => metric === 'outlay.instrumentation.dropped');
      expect(dropped.map(({ attributes, value }) => [attributes['reason'], value])).toEqual([
        ['application_hook', REQUESTS_OF_A_KIND],
      ]);
      expect(ended.stderr).toMatch(/^outlay: Telemetry was dropped: application_hook \(Error\)\.[^\n]*\n$/);
      expect(received).not.toContain('hidden');
    },
  );

  it('tells user ids as hashes when it is asked to, and the environment of the process', async () => {
    const kind: Kind = {
      model: 'gpt-4o-mini',
      path: '/plain',
      baggage: 'user.id=customer-17',
      client: 'fetch',
      job: 'x',
      expected: {},
    };
    const settings = {
      OUTLAY_HASH_USER_IDS: 'true',
      OUTLAY_USER_ID_SALT: 'salt',
      OUTLAY_ENVIRONMENT: 'production',
    };
    expect(await converse(start('http', settings), [kind], 2)).toMatchObject({ code: 0, stderr: '' });
    const users = receiver.points().filter(({ metric }) => metric === 'outlay.user.cost.usd');
    expect(users.map(({ attributes }) => attributes['user.id'])).toEqual([
      expect.stringMatching(/^[0-9a-f]{24}$/),
    ]);
    expect(usageOf('gpt-4o-mini').map(({ attributes }) => attributes)).toEqual([
      { feature: 'x', environment: 'production' },
    ]);
    expect(received).not.toContain('customer-17');
  });
});
