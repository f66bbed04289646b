import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchNode } from '../../setup/fetched-node.mjs';
import { buildInstrumentation, startApp } from '../replay/child.ts';
import { startOtlpReceiver } from '../replay/otlp-receiver.ts';
import { entryOf, expectedEntry, expectedTotals, totalsOf } from './books.ts';
import { renderTable } from './client-versions.ts';
import { type CaseOutcome, type RunOptions, runClients } from './run-clients.ts';
import { startStandIns } from './stand-ins/stand-ins.ts';

/** The oldest and the newest line that Outlay runs on, and the one between. */
const NODES = ['22.23.3', '24.21.0', '26.10.0'] as const;
const MODULES = ['openai', 'anthropic', 'google', 'compatible', 'bedrock', 'frameworks', 'services', 'plain'];
const TABLE = new URL('../artefacts/clients/', import.meta.url);

/** Paths of the Nodes that could be had. */
const programs = new Map<string, string>();
const casesByNode = new Map<string, Map<string, number>>();

beforeAll(async () => {
  buildInstrumentation();
  for (const version of NODES) {
    try {
      programs.set(version, process.version === `v${version}` ? process.execPath : await fetchNode(version));
    } catch (cause) {
      console.warn(`Skipped the clients on Node ${version}: npm cannot fetch it here (${String(cause)}).`);
    }
  }
});

afterAll(() => {
  const table = renderTable(casesByNode);
  mkdirSync(TABLE, { recursive: true });
  writeFileSync(new URL('clients.md', TABLE), `${table}\n`);
});

function resultsOf(outcomes: readonly CaseOutcome[]): unknown[] {
  return outcomes.map(({ id, result, error }) => ({ id, result, error }));
}

/** Runs clients without the hook and with it, and holds the books to what the cases say. */
async function checkClients(options: RunOptions): Promise<readonly CaseOutcome[]> {
  const unmetered: CaseOutcome[] = [];
  let checked: readonly CaseOutcome[] = [];
  await Promise.all([
    runClients({ ...options, metered: false }, ({ ended, outcomes, receiver }) => {
      expect(ended, ended.stderr).toMatchObject({ code: 0 });
      expect(receiver.points()).toEqual([]);
      unmetered.push(...outcomes);
    }),
    runClients(options, ({ ended, outcomes, receiver, standIns }) => {
      expect(ended, ended.stderr).toMatchObject({ code: 0 });
      expect(ended.stderr).not.toContain('outlay');
      const points = receiver.points();
      const entries = outcomes.map(({ id }) => ({ id, ...entryOf(points, id) }));
      expect(entries).toEqual(outcomes.map((outcome) => ({ id: outcome.id, ...expectedEntry(outcome) })));
      expect(totalsOf(points, 'outlay.retries')).toEqual(
        expectedTotals(outcomes, ({ retries = 0 }) => ({ value: retries })),
      );
      expect(totalsOf(points, 'outlay.unpriced')).toEqual(
        expectedTotals(outcomes, ({ unpriced }) =>
          unpriced === undefined ? { value: 0 } : { reason: unpriced, value: 1 },
        ),
      );
      expect(totalsOf(points, 'outlay.instrumentation.dropped')).toEqual({});
      if (options.modules.includes('plain')) checkTransports(options.node, standIns);
      checked = outcomes;
    }),
  ]);
  expect(checked.length).toBeGreaterThan(0);
  expect(resultsOf(checked)).toEqual(resultsOf(unmetered));
  expect(checked.filter(({ error }) => error !== undefined)).toEqual([]);
  return checked;
}

function checkTransports(
  node: string,
  standIns: { versionsAt(place: string): string[]; proxy: { passed(): number } },
): void {
  // The clients went the ways that their cases name.
  expect(standIns.proxy.passed()).toBeGreaterThan(3);
  const speaksHttp2 = node === programs.get('26.10.0');
  expect(standIns.versionsAt('openai https')).toEqual([speaksHttp2 ? '2.0' : '1.1']);
  expect(new Set(standIns.versionsAt('aws-bedrock h2c'))).toEqual(new Set(['2.0']));
}

describe.each(NODES)('on Node %s', (version) => {
  it('every client is metered exactly, and gives what it gives without the hook', async (context) => {
    const node = programs.get(version);
    if (node === undefined) return context.skip();
    const outcomes = await checkClients({ node, modules: MODULES });
    const cases = new Map<string, number>();
    for (const { client } of outcomes) cases.set(client, (cases.get(client) ?? 0) + 1);
    casesByNode.set(version, cases);
  });

  it('streams that do not state their usage are asked for it when that is wanted, and nobody sees it', async (context) => {
    const node = programs.get(version);
    if (node === undefined) return context.skip();
    await checkClients({ node, modules: ['asking'], environment: { OUTLAY_STREAM_USAGE: 'request' } });
  });

  it('the books of streams that a signal ends in the middle are closed once', async (context) => {
    const node = programs.get(version);
    if (node === undefined) return context.skip();
    const standIns = await startStandIns();
    const receiver = await startOtlpReceiver();
    const app = startApp(new URL('apps/open-streams.mjs', import.meta.url), {
      node,
      input: JSON.stringify({ standIns: standIns.urls }),
      environment: {
        OUTLAY_PROVIDER_HOSTS: standIns.providerHosts,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      },
    });
    await app.printed('ready');
    app.process.kill('SIGTERM');
    expect(await app.ended).toMatchObject({ code: null, signal: 'SIGTERM' });
    const points = receiver.points();
    await receiver.close();
    await standIns.close();
    const shutdown = ['200 Shutdown'];
    const entries = ['openai', 'anthropic', 'google', 'bedrock', 'undici', 'axios'].map((name) => {
      const { usage, attempts } = entryOf(points, `${name} in the middle of a stream`);
      return { name, usage, attempts };
    });
    expect(entries).toEqual([
      { name: 'openai', usage: {}, attempts: shutdown },
      {
        name: 'anthropic',
        usage: { input_tokens: 35, output_tokens: 1, cache_read_tokens: 10 },
        attempts: shutdown,
      },
      { name: 'google', usage: { input_tokens: 12, output_tokens: 2 }, attempts: shutdown },
      { name: 'bedrock', usage: {}, attempts: shutdown },
      { name: 'undici', usage: {}, attempts: shutdown },
      { name: 'axios', usage: {}, attempts: shutdown },
    ]);
    expect(totalsOf(points, 'outlay.unpriced')).toEqual({
      'openai no_usage': 3,
      'aws-bedrock no_usage': 1,
    });
  });
});
