import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildInstrumentation, type Ended, REGISTER, runApp } from '../replay/child.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../replay/otlp-receiver.ts';
import { HOSTILE_BODIES, sendHostileBody } from './hostile-bodies.ts';
import { listen } from './hostile-provider.ts';

const BODY_READER = new URL('apps/body-reader.mjs', import.meta.url);
/** What the instrumentation may hold of one call on top of what the application and Node hold. */
const MAX_ADDED_MB = 20;

interface Reading {
  id: string;
  outcome: string;
  bytes?: number;
  digest?: string;
  addedMb?: number;
}

let receiver: OtlpReceiver;
let provider: http.Server;
let host: string;
let bare: Map<string, Reading>;
let metered: Map<string, Reading>;

beforeAll(async () => {
  buildInstrumentation();
  receiver = await startOtlpReceiver();
  provider = http.createServer((request, response) => {
    const id = decodeURIComponent(request.url?.split('/')[1] ?? '');
    const body = HOSTILE_BODIES[id];
    request.resume().once('end', () => body && void sendHostileBody(body, response));
  });
  host = await listen(provider);
  [bare, metered] = await Promise.all([readAll([]), readAll([REGISTER])]);
});

afterAll(async () => {
  provider.closeAllConnections();
  provider.close();
  await receiver.close();
});

async function readAll(imports: readonly string[]): Promise<Map<string, Reading>> {
  const requests = Object.entries(HOSTILE_BODIES).map(([id, body]) => ({
    id,
    url: `http://${body.provider ? host.replace('127.0.0.1', 'localhost') : host}/${encodeURIComponent(id)}${body.path ?? '/v1/chat/completions'}`,
    ...(body.client && { client: body.client }),
    ...(body.leaveAt && { leaveAt: body.leaveAt }),
    ...(body.upload && { pieces: body.upload }),
  }));
  const port = host.split(':')[1];
  const ended: Ended = await runApp(BODY_READER, {
    imports,
    nodeOptions: ['--expose-gc', '--dns-result-order=ipv4first'],
    input: JSON.stringify({ requests }),
    environment: {
      OUTLAY_PROVIDER_HOSTS: `openai=${host},resend=localhost:${port}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    },
  });
  if (ended.code !== 0) throw new Error(`The application died: ${ended.signal} ${ended.stderr.slice(-2000)}`);
  const lines = ended.stdout.trim().split('\n');
  return new Map(lines.map((line) => [(JSON.parse(line) as Reading).id, JSON.parse(line) as Reading]));
}

describe('a hostile body', () => {
  it.each(Object.keys(HOSTILE_BODIES))('reaches the application unchanged, in bounded memory: %s', (id) => {
    const { addedMb: without = 0, ...expected } = bare.get(id) ?? {};
    const { addedMb: added = 0, ...seen } = metered.get(id) ?? {};
    expect(expected).toMatchObject({ id });
    expect(seen).toEqual(expected);
    expect(added - without).toBeLessThan(MAX_ADDED_MB);
  });

  it('changes no prototype', () => {
    expect(metered.get('prototype')?.outcome).toBe('[null,null]');
  });

  it('is a request like any other', () => {
    const requests = receiver
      .points()
      .filter(({ metric }) => metric === 'outlay.request.duration')
      .reduce((sum, { value }) => sum + value, 0);
    expect(requests).toBe(Object.keys(HOSTILE_BODIES).length);
  });
});
