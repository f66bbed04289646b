import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../monitoring/wait-until.ts';

const PROGRAM = fileURLToPath(new URL('../../collector/bin/outlay.mjs', import.meta.url));
const run = promisify(execFile);
const outlay = (...args: string[]) => run(process.execPath, [PROGRAM, ...args]);

const hasOpenssl = await run('openssl', ['version']).then(
  () => true,
  () => false,
);
if (!hasOpenssl) console.log('no tests of TLS: this machine has no openssl to make certificates with');

describe('a collector that others can reach', () => {
  let folder: string;
  let tokens: string;
  let child: ChildProcess | undefined;
  let log: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outlay-access-'));
    tokens = join(folder, 'tokens');
    writeFileSync(join(folder, 'budgets.yaml'), 'budgets: []\n');
    log = '';
  });
  afterEach(async () => {
    if (child && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    child = undefined;
    rmSync(folder, { recursive: true });
  });

  const events = () =>
    log
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line): Record<string, unknown> => JSON.parse(line));

  /** Starts a collector on free ports and waits for its first line; resolves with the ports. */
  async function start(...args: string[]): Promise<{ otlpPort: number; apiPort: number }> {
    const common = ['--config', join(folder, 'budgets.yaml'), '--data', join(folder, 'data')];
    child = spawn(
      process.execPath,
      [PROGRAM, 'collector', ...common, '--otlp-port', '0', '--port', '0', ...args],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => (log += chunk));
    }
    const up = () => events().find(({ msg }) => msg === 'collector is up');
    await waitUntil(async () => up() !== undefined, { what: 'the collector', instead: () => log });
    return { otlpPort: Number(up()?.['otlpPort']), apiPort: Number(up()?.['apiPort']) };
  }

  async function create(name: string, ...scopes: string[]): Promise<string> {
    const args = ['token', 'create', '--tokens', tokens, '--name', name, '--scope', ...scopes];
    return (await outlay(...args)).stdout.trim();
  }

  /** Sends one cost with the real exporter; throws when the collector does not take it. */
  async function exportCost(url: string, token: string): Promise<void> {
    const reader = new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter({
        url,
        headers: { authorization: `Bearer ${token}` },
        timeoutMillis: 3000,
      }),
      exportIntervalMillis: 3_600_000,
    });
    const provider = new MeterProvider({ readers: [reader] });
    provider.getMeter('m').createCounter('outlay.cost.usd').add(1.25, { provider: 'openai' });
    try {
      await reader.forceFlush();
    } finally {
      await provider.shutdown().catch(() => {});
    }
  }

  it('does not start without tokens, unless somebody says that it should', async () => {
    const args = [
      'collector',
      '--host',
      '0.0.0.0',
      '--data',
      join(folder, 'data'),
      '--otlp-port',
      '0',
      '--port',
      '0',
    ];
    await expect(outlay(...args)).rejects.toThrow(
      /others than this machine[\s\S]*outlay token create[\s\S]*--insecure-no-auth/,
    );
    const { apiPort } = await start('--host', '0.0.0.0', '--insecure-no-auth');
    expect((await fetch(`http://127.0.0.1:${apiPort}/metrics`)).status).toBe(200);
  });

  it('makes tokens that are shown once and kept as hashes, in a file for its owner alone', async () => {
    const token = await create('shop', 'ingest');
    expect(token).toMatch(/^outlay_[\w-]{43}$/);
    const file = readFileSync(tokens, 'utf8');
    expect(file).toMatch(/^shop ingest sha256:[0-9a-f]{64}\n$/);
    expect(statSync(tokens).mode & 0o077).toBe(0);
    await expect(create('shop', 'read')).rejects.toThrow(/has a token named shop/);
  });

  it('lets in who has the right token, reads the file again on SIGHUP, and tells no secret', async () => {
    const [shop, prometheus] = [await create('shop', 'ingest'), await create('prometheus', 'read')];
    const { otlpPort, apiPort } = await start('--tokens', tokens);
    const read = async (path: string, token: string) =>
      (await fetch(`http://127.0.0.1:${apiPort}${path}`, { headers: { authorization: `Bearer ${token}` } }))
        .status;
    const url = `http://127.0.0.1:${otlpPort}/v1/metrics`;
    await exportCost(url, shop);
    expect((await fetch(`http://127.0.0.1:${apiPort}/-/ready`)).status).toBe(200);
    expect(await read('/metrics', prometheus)).toBe(200);
    expect(await read('/metrics', shop)).toBe(403);
    expect(await read('/api/v1/usage', 'wrong')).toBe(401);
    expect(
      (await fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }))
        .status,
    ).toBe(401);

    const environment = { ...process.env, OUTLAY_TOKEN: prometheus };
    const report = [PROGRAM, 'report', '--url', `http://127.0.0.1:${apiPort}`, '--json'];
    const { stdout } = await run(process.execPath, report, { env: environment });
    expect(stdout).toContain('1.25');

    const added = await create('added', 'read');
    expect(await read('/metrics', added)).toBe(401);
    child?.kill('SIGHUP');
    await waitUntil(async () => (await read('/metrics', added)) === 200, {
      what: 'the new token',
      instead: () => log,
    });
    writeFileSync(tokens, 'nonsense\n');
    child?.kill('SIGHUP');
    await waitUntil(async () => log.includes('the old stays in force'), {
      what: 'the refusal',
      instead: () => log,
    });
    expect(await read('/metrics', added)).toBe(200);
    for (const token of [shop, prometheus, added]) expect(log).not.toContain(token);
  });

  it('finishes what is under way on SIGTERM, and ends', async () => {
    const token = await create('shop', 'ingest');
    const { otlpPort } = await start('--tokens', tokens);
    await exportCost(`http://127.0.0.1:${otlpPort}/v1/metrics`, token);
    child?.kill('SIGTERM');
    expect(child && (await once(child, 'exit'))[0]).toBe(0);
    expect(events().map(({ msg }) => msg)).toEqual(expect.arrayContaining(['stopping', 'stopped']));
    const { stdout } = await outlay('report', '--data', join(folder, 'data'), '--json');
    expect(stdout).toContain('1.25');
  });

  describe.skipIf(!hasOpenssl)('with TLS', () => {
    const path = (name: string) => join(folder, name);

    async function authority(name: string): Promise<void> {
      await run('openssl', [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
        ...['-keyout', path(`${name}.key`), '-out', path(`${name}.pem`), '-subj', `/CN=${name}`],
        ...['-addext', 'subjectAltName=IP:127.0.0.1'],
      ]);
    }

    /** Name in the certificate that a port shows, and the status of `/-/ready`. */
    function ask(
      port: number,
      ca: string,
      client?: string,
    ): Promise<{ readonly name: string; readonly status: number }> {
      return new Promise((resolve, reject) => {
        const identity =
          client === undefined
            ? {}
            : { cert: readFileSync(path(`${client}.pem`)), key: readFileSync(path(`${client}.key`)) };
        const asked = request(
          {
            host: '127.0.0.1',
            port,
            path: '/-/ready',
            ca: readFileSync(path(`${ca}.pem`)),
            agent: false,
            ...identity,
          },
          (response) => {
            const { subject } =
              'getPeerCertificate' in response.socket
                ? (response.socket as TLSSocket).getPeerCertificate()
                : { subject: { CN: '' } };
            response
              .resume()
              .on('end', () => resolve({ name: String(subject.CN), status: response.statusCode ?? 0 }));
          },
        );
        asked.on('error', reject).end();
      });
    }

    it('speaks TLS on both ports, and shows a new certificate after SIGHUP', async () => {
      await authority('first');
      await authority('second');
      for (const kind of ['pem', 'key'])
        writeFileSync(path(`server.${kind}`), readFileSync(path(`first.${kind}`)));
      const { otlpPort, apiPort } = await start(
        '--tls-cert',
        path('server.pem'),
        '--tls-key',
        path('server.key'),
      );
      expect(await ask(apiPort, 'first')).toEqual({ name: 'first', status: 200 });
      expect((await ask(otlpPort, 'first')).name).toBe('first');
      await expect(fetch(`http://127.0.0.1:${apiPort}/-/ready`)).rejects.toThrow();
      for (const kind of ['pem', 'key'])
        writeFileSync(path(`server.${kind}`), readFileSync(path(`second.${kind}`)));
      child?.kill('SIGHUP');
      const renewed = () =>
        ask(apiPort, 'second').then(
          ({ name }) => name === 'second',
          () => false,
        );
      await waitUntil(renewed, { what: 'the new certificate', instead: () => log });
      expect((await ask(otlpPort, 'second')).name).toBe('second');
    });

    it('lets in only clients of the authority that it is given', async () => {
      await authority('server');
      await authority('client');
      await authority('stranger');
      const { apiPort } = await start(
        ...['--tls-cert', path('server.pem'), '--tls-key', path('server.key')],
        ...['--tls-client-ca', path('client.pem')],
      );
      expect((await ask(apiPort, 'server', 'client')).status).toBe(200);
      await expect(ask(apiPort, 'server')).rejects.toThrow();
      await expect(ask(apiPort, 'server', 'stranger')).rejects.toThrow();
    });

    it('explains files that do not belong together', async () => {
      await authority('a');
      await authority('b');
      const data = ['--data', path('data')];
      const started = (...args: string[]) => outlay('collector', ...data, ...args);
      await expect(started('--tls-cert', path('a.pem'))).rejects.toThrow(/give --tls-key too/);
      await expect(started('--tls-cert', path('a.pem'), '--tls-key', path('b.key'))).rejects.toThrow(
        /cannot be used together: .*; give both as PEM, and the key that the certificate was made for/,
      );
      await expect(started('--tls-cert', path('none.pem'), '--tls-key', path('b.key'))).rejects.toThrow(
        /--tls-cert .*none\.pem cannot be read/,
      );
    });
  });
});
