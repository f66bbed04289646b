import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildInstrumentation, REGISTER, runApp } from '../replay/child.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../replay/otlp-receiver.ts';
import { listen } from './hostile-provider.ts';

const OWN_SDK = new URL('apps/own-sdk.mjs', import.meta.url).href;
const CHAT =
  '{"id":"c","model":"gpt-4o-mini-2024-07-18","usage":{"prompt_tokens":100,"completion_tokens":10}}';

/** Files that are none of ours, or try to be too much. */
const FILES: Readonly<Record<string, string | Buffer>> = {
  empty: '',
  binary: Buffer.from([0xff, 0xfe, 0x00, 0x01, 0x80]),
  'a list': '- 1\n- 2\n',
  'a text': 'hello',
  'broken YAML': 'labels: [a\n  b: {',
  'unknown keys': 'colour: red\nlabels: [plan]\nunits: 5\nservices: nobody\n',
  'a bomb of aliases': `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
    .split('')
    .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(',')}]`)
    .join('\n')}\n`,
  'wrong values':
    'labels: [provider, 1, "a b"]\nservices: [{ name: X, hosts: [], requests: [] }]\nunits: [{ provider: 1 }]\n',
  'keys of the prototype': '__proto__: { polluted: 1 }\nconstructor: 1\n',
};

let folder: string;
let provider: http.Server;
let host: string;
let receiver: OtlpReceiver;

beforeAll(async () => {
  buildInstrumentation();
  receiver = await startOtlpReceiver();
  folder = await mkdtemp(join(tmpdir(), 'outlay-settings-'));
  for (const [name, content] of Object.entries(FILES)) await writeFile(join(folder, name), content);
  await mkdir(join(folder, 'a folder'));
  provider = http.createServer((request, response) => {
    request.resume().once('end', () => response.end(CHAT));
  });
  host = await listen(provider);
});

afterAll(async () => {
  provider.closeAllConnections();
  provider.close();
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

async function expectToRun(
  environment: Readonly<Record<string, string>>,
  imports: readonly string[],
): Promise<string> {
  const ended = await runApp('one-call.mjs', {
    imports,
    arguments: ['exit-code'],
    environment: {
      PROVIDER_URL: `http://${host}`,
      OUTLAY_PROVIDER_HOSTS: `openai=${host}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      ...environment,
    },
  });
  expect(ended).toMatchObject({ code: 3, signal: null });
  return ended.stderr;
}

const VARIABLES = [
  'OUTLAY_PROVIDER_HOSTS',
  'OUTLAY_CARDINALITY_LIMIT',
  'OUTLAY_SPANS',
  'OUTLAY_STREAM_USAGE',
  'OUTLAY_PRICES',
  'OUTLAY_PRICES_REFRESH',
  'OUTLAY_CONFIG',
  'OUTLAY_ENVIRONMENT',
  'OUTLAY_HASH_USER_IDS',
  'OUTLAY_USER_ID_SALT',
  'OTEL_METRIC_EXPORT_INTERVAL',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TIMEOUT',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_COMPRESSION',
  'OTEL_RESOURCE_ATTRIBUTES',
];

describe.concurrent('an application runs on with', () => {
  it.each([...Object.keys(FILES), 'a folder', 'nothing there'])(
    'a file of settings that is %s',
    async (name) => {
      const path = join(folder, name);
      const told = await expectToRun({ OUTLAY_CONFIG: path, OUTLAY_PRICES: path }, [REGISTER]);
      expect(told).toMatch(/^(outlay: |$)/);
      expect(told).not.toMatch(/^ +at /m);
    },
  );

  it.each(['binary', 'a bomb of aliases', 'wrong values'])(
    'an OpenTelemetry SDK of its own, and a file of settings that is %s',
    async (name) => {
      const path = join(folder, name);
      await expectToRun({ OUTLAY_CONFIG: path, OUTLAY_PRICES: path }, [OWN_SDK]);
    },
  );

  it.each(VARIABLES)('a wrong %s', async (variable) => {
    expect(await expectToRun({ [variable]: '?!%%%=,=;' }, [REGISTER])).not.toMatch(/^ +at /m);
  });

  it.each([
    ['negative', '-1'],
    ['endless', 'x'.repeat(20_000)],
  ])('settings that are all %s', async (_name, value) => {
    await expectToRun(Object.fromEntries(VARIABLES.map((variable) => [variable, value])), [REGISTER]);
  });
});
