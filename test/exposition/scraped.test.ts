import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PrometheusTools, prometheusTools } from '../../setup/tools.mjs';
import { type RunningProgram, startProgram } from '../monitoring/child-program.ts';
import { freePort } from '../monitoring/free-port.ts';
import { canRunOn, newestTools, TOOL_VERSIONS } from '../monitoring/tool-versions.ts';
import { waitUntil } from '../monitoring/wait-until.ts';
import { ExposingCollector, HOLD_MS, IDLE_MS } from './exposing-collector.ts';

/** Values that break careless expositions, by a name that finds them again. */
const HOSTILE: Readonly<Record<string, string>> = {
  quotes: 'a "b" \\"c\\"',
  backslashes: 'C:\\new\\\\x\\',
  lines: 'one\ntwo\r\nthree\u2028four',
  controls: Array.from({ length: 31 }, (_, code) => String.fromCharCode(code + 1)).join(''),
  braces: '} 7\n# EOF\n{a="b',
  scripts: 'ü€😀 שלום ‮abc 漢字',
  long: 'x'.repeat(1_024),
  spaces: '  ',
};
const ENDLESS = 'x'.repeat(20_000);
/** What no format can carry is shown as U+FFFD; what is too long is cut and gets a hash of the whole. */
const REPLACED: Readonly<Record<string, readonly [sent: string, shown: string]>> = {
  nul: ['a\0b', 'a\ufffdb'],
  surrogate: ['a\ud83d', 'a\ufffd'],
  endless: [
    ENDLESS,
    `${'x'.repeat(1_024)}~${createHash('sha256').update(ENDLESS).digest('hex').slice(0, 12)}`,
  ],
};
/** Attributes whose names are no label names. */
const NAMES = { '1st': 'a', __name__: 'b', 'ü.x': 'c', '': 'd', le: 'e', job: 'f', 'a b"c': 'g' };
const NAMES_SHOWN = {
  key_1st: 'a',
  key___name__: 'b',
  key___x: 'c',
  key_: 'd',
  exported_le: 'e',
  exported_job: 'f',
};

const USD = 9_007_199.254740993;

const toolsOf = async (version: (typeof TOOL_VERSIONS)[number]): Promise<PrometheusTools> =>
  (version === 'newest' ? await newestTools() : undefined) ?? prometheusTools();

describe.each(TOOL_VERSIONS)('what Prometheus (%s) reads of the exposition', async (version) => {
  const canRun = await canRunOn(version);
  let collector: ExposingCollector;
  let prometheus: RunningProgram | undefined;
  let url: string;

  beforeEach(async () => {
    collector = await new ExposingCollector().start();
  });
  afterEach(async () => {
    await prometheus?.stop();
    prometheus = undefined;
    await collector.stop();
  });

  /** @param scrape further settings of the scrape */
  async function startPrometheus(scrape: object = {}): Promise<void> {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const file = join(collector.folder, 'prometheus.yml');
    await writeFile(
      file,
      stringify({
        global: { scrape_interval: '1s', scrape_timeout: '1s' },
        scrape_configs: [
          {
            ...{ job_name: 'outlay', honor_labels: true, ...scrape },
            static_configs: [{ targets: [`127.0.0.1:${collector.port}`] }],
          },
        ],
      }),
    );
    prometheus = await startProgram({
      program: (await toolsOf(version)).prometheus,
      args: [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(collector.folder, 'series')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      readyUrl: `${url}/-/ready`,
    });
  }

  interface Result {
    readonly metric: Readonly<Record<string, string>>;
    readonly value?: [number, string];
    readonly values?: [number, string][];
  }

  async function query(expression: string): Promise<readonly Result[]> {
    const response = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: expression })}`);
    const { data, error } = (await response.json()) as { data?: { result: Result[] }; error?: string };
    if (data === undefined) throw new Error(`Prometheus refused ${expression}: ${error}`);
    return data.result;
  }

  const scraped = (expression: string) =>
    waitUntil(async () => (await query(expression)).length > 0, {
      what: `a result of ${expression}`,
      instead: async () => JSON.stringify(await (await fetch(`${url}/api/v1/targets`)).json()),
    });

  async function reportHostile(): Promise<void> {
    const values = [
      ...Object.entries(HOSTILE),
      ...Object.entries(REPLACED).map(([name, [sent]]) => [name, sent]),
    ];
    await collector.report(
      ...values.map(([name = '', tenant = '']) => ({ usd: USD, attributes: { feature: name, tenant } })),
      { usd: USD, attributes: { ...NAMES, feature: 'names' } },
    );
    collector.pass(HOLD_MS);
  }

  async function expectHostile(): Promise<void> {
    await scraped('outlay_cost_usd_total{feature="quotes"}');
    const shown = new Map(
      (await query('outlay_cost_usd_total')).map(({ metric, value }) => [
        metric['feature'],
        { metric, value },
      ]),
    );
    for (const [name, tenant] of Object.entries(HOSTILE)) {
      expect([name, shown.get(name)?.metric['tenant']]).toEqual([name, tenant]);
      expect(Number(shown.get(name)?.value?.[1])).toBe(USD);
    }
    for (const [name, [, tenant]] of Object.entries(REPLACED)) {
      expect([name, shown.get(name)?.metric['tenant']]).toEqual([name, tenant]);
    }
    expect(shown.get('names')?.metric).toMatchObject({ ...NAMES_SHOWN, a_b_c: 'g', job: 'shop' });
  }

  it.skipIf(!canRun)('is whole and exact in OpenMetrics, whatever bytes label values have', async () => {
    await reportHostile();
    await startPrometheus();
    await expectHostile();
    // Every bound as Prometheus 3 writes it: the same series on 2.x.
    const bounds = await query('outlay_collector_scrape_seconds_bucket');
    expect(bounds.map(({ metric }) => metric['le'])).toEqual(
      expect.arrayContaining(['1.0', '10.0', '0.01', '+Inf']),
    );
  });

  // Prometheus 2.42 does not let its operator choose.
  it.skipIf(!canRun || version === 'distribution')('is the same in the text format', async () => {
    await reportHostile();
    await startPrometheus({ scrape_protocols: ['PrometheusText0.0.4'] });
    await expectHostile();
    const bounds = await query('outlay_collector_scrape_seconds_bucket');
    expect(bounds.map(({ metric }) => metric['le'])).toEqual(
      expect.arrayContaining(['1.0', '10.0', '0.01', '+Inf']),
    );
  });

  it.skipIf(!canRun)('passes promtool check metrics', async () => {
    await reportHostile();
    const { type, text } = await collector.metrics();
    expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
    const promtool = spawn((await toolsOf(version)).promtool, ['check', 'metrics']);
    let said = '';
    for (const stream of [promtool.stdout, promtool.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
    }
    promtool.stdin.end(text);
    await once(promtool, 'close');
    expect(said).not.toMatch(/error|^outlay_/m);
  });

  it.skipIf(!canRun)('counts once what a series that was away brings with it', async () => {
    await collector.report({ usd: 5 });
    collector.pass(HOLD_MS);
    await startPrometheus();
    await scraped('outlay_cost_usd_total == 5');
    collector.pass(IDLE_MS + 1);
    await scraped('absent(outlay_cost_usd_total)');
    await collector.report({ usd: 7 });
    await scraped('outlay_cost_usd_total == 5');
    collector.pass(HOLD_MS);
    await scraped('outlay_cost_usd_total == 7');
    const [series] = await query('outlay_cost_usd_total[5m]');
    const samples = (series?.values ?? []).map(([time, value]) => ({ time, value }));
    expect(samples.map(({ value }) => value).filter((value, at, all) => value !== all[at - 1])).toEqual([
      '5',
      '7',
    ]);
    // The first sample after the gap has the value from before it: a range that begins in the gap has the increase too.
    const gaps = samples.map(({ time }, at) => time - (samples[at - 1]?.time ?? time));
    expect(samples[gaps.indexOf(Math.max(...gaps))]?.value).toBe('5');
    const [increase] = await query('increase(outlay_cost_usd_total[5m])');
    expect(Number(increase?.value?.[1])).toBeGreaterThanOrEqual(2);
  });
});
