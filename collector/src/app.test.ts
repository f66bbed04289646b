import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BUDGET_METRIC, COLLECTOR_METRIC, METRIC } from '@outlay/instrumentation/names';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type App, buildApp } from './app.ts';
import { loadBudgets } from './budget/load-configuration.ts';
import { openLedgerDatabase } from './ledger/database.ts';
import { Ledger } from './ledger/ledger.ts';
import { DEFAULT_SERVER_LIMITS } from './server/limits.ts';
import { QueryThread } from './usage/query-thread.ts';

const HOLD_MS = 30_000;
const BUDGETS = 'budgets:\n  - { name: all, limit: 10 }\n';

describe('the collector', () => {
  let directory: string;
  let budgetsFile: string;
  let ledger: Ledger;
  let app: App;
  let queries: QueryThread;
  let now: Date;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'outlay-app-'));
    budgetsFile = join(directory, 'budgets.yaml');
    writeFileSync(budgetsFile, BUDGETS);
    now = new Date('2026-11-22T12:00:00Z');
    ledger = new Ledger(openLedgerDatabase(directory));
    queries = new QueryThread(directory);
    app = buildApp({
      ledger,
      usage: queries.query,
      integrity: () => ({ isSound: true, finding: '', seconds: 1 }),
      loadBudgets: () => loadBudgets(budgetsFile),
      limits: { ...DEFAULT_SERVER_LIMITS, maxBodyBytes: 100_000 },
      expositionHoldMs: HOLD_MS,
      clock: () => now,
      logger: pino({ level: 'silent' }),
    });
  });
  afterEach(async () => {
    await Promise.all([app.receiver.close(), app.api.close()]);
    await queries.close();
    ledger.close();
    rmSync(directory, { recursive: true });
  });

  const send = (payload: string | Buffer, headers: Record<string, string>) =>
    app.receiver.inject({ method: 'POST', url: '/v1/metrics', payload, headers });
  const get = (url: string) => app.api.inject({ method: 'GET', url });
  const sample = async (name: string) =>
    (await get('/metrics')).body
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));

  function costBody(usd: number, provider = 'openai'): string {
    const nano = (iso: string) => `${Date.parse(iso)}000000`;
    return JSON.stringify({
      resourceMetrics: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
          scopeMetrics: [
            {
              metrics: [
                {
                  name: 'outlay.cost.usd',
                  sum: {
                    aggregationTemporality: 2,
                    isMonotonic: true,
                    dataPoints: [
                      {
                        attributes: [{ key: 'provider', value: { stringValue: provider } }],
                        startTimeUnixNano: nano('2026-11-22T11:50:00Z'),
                        timeUnixNano: nano('2026-11-22T12:00:00Z'),
                        asDouble: usd,
                      },
                    ],
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  }

  it('takes what the real OTLP exporter sends over the network', async () => {
    const address = await app.receiver.listen({ host: '127.0.0.1', port: 0 });
    const reader = new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter({ url: `${address}/v1/metrics`, compression: 'gzip' as never }),
      exportIntervalMillis: 3_600_000,
    });
    const provider = new MeterProvider({
      resource: resourceFromAttributes({ 'service.name': 'shop', 'service.namespace': 'web' }),
      readers: [reader],
    });
    const meter = provider.getMeter('@outlay/instrumentation');
    meter
      .createCounter('outlay.cost.usd', { unit: '{USD}' })
      .add(1.25, { provider: 'openai', model: 'gpt-4o' });
    await reader.forceFlush();
    await provider.shutdown();

    now = new Date(now.getTime() + HOLD_MS);
    expect(await sample(METRIC.costUsd)).toEqual([
      'outlay_cost_usd_total{model="gpt-4o",provider="openai",job="web/shop"} 1.25',
    ]);
  });

  it('shows a new series at 0 for the hold, then its value', async () => {
    await send(costBody(2), { 'content-type': 'application/json' });
    expect(await sample(METRIC.costUsd)).toEqual(['outlay_cost_usd_total{provider="openai",job="shop"} 0']);
    expect(await sample(BUDGET_METRIC.cost)).toEqual([
      'outlay_budget_cost_total{budget="all",currency="USD"} 0',
    ]);
    expect(await sample(BUDGET_METRIC.spent)).toEqual(['outlay_budget_spent{budget="all",currency="USD"} 2']);
    now = new Date(now.getTime() + HOLD_MS);
    expect(await sample(METRIC.costUsd)).toEqual(['outlay_cost_usd_total{provider="openai",job="shop"} 2']);
    expect(await sample(BUDGET_METRIC.cost)).toEqual([
      'outlay_budget_cost_total{budget="all",currency="USD"} 2',
    ]);
  });

  it('exposes every budget metric that names.ts lists', async () => {
    await send(costBody(2), { 'content-type': 'application/json' });
    const text = (await get('/metrics')).body;
    for (const name of [...Object.values(BUDGET_METRIC), ...Object.values(COLLECTOR_METRIC)]) {
      expect(text, name).toMatch(new RegExp(`^${name}(_bucket)?[{ ]`, 'm'));
    }
  });

  it('describes a service by what its instances share, and never by its command line', async () => {
    const resource = (instance: string, version: string) => {
      const attributes = {
        'service.name': 'shop',
        'service.instance.id': instance,
        'service.version': version,
        'deployment.environment.name': 'test',
        'process.command_args': '--api-key=SECRET',
      };
      return {
        resource: {
          attributes: Object.entries(attributes).map(([key, stringValue]) => ({
            key,
            value: { stringValue },
          })),
        },
      };
    };
    const body = JSON.stringify({ resourceMetrics: [resource('a', '1.0'), resource('b', '1.1')] });
    await send(body, { 'content-type': 'application/json' });
    expect(await sample(METRIC.targetInfo)).toEqual([
      'target_info{deployment_environment_name="test",job="shop"} 1',
    ]);
  });

  it('writes label values of any characters as Prometheus reads them', async () => {
    await send(costBody(2, 'a"b\\c\nd'), { 'content-type': 'application/json' });
    expect((await get('/metrics')).body).toContain(
      'outlay_cost_usd_total{provider="a\\"b\\\\c\\nd",job="shop"} 0',
    );
  });

  it.each([
    ['no content type', 'x', {}, 415, /content-type must be application\/x-protobuf/],
    [
      'a wrong content type',
      'x',
      { 'content-type': 'text/plain' },
      415,
      /content-type must be application\/x-protobuf/,
    ],
    [
      'an encoding it does not know',
      'x',
      { 'content-type': 'application/json', 'content-encoding': 'br' },
      415,
      /gzip, deflate, zstd or identity/,
    ],
    ['a body that is not JSON', '{', { 'content-type': 'application/json' }, 400, /the body is not JSON/],
    [
      'a body that is not protobuf',
      Buffer.from('ffff', 'hex'),
      { 'content-type': 'application/x-protobuf' },
      400,
      /not a protobuf OTLP/,
    ],
    [
      'a body that is not gzip',
      'x',
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      400,
      /could not be read as gzip/,
    ],
    [
      'a body over the limit',
      ' '.repeat(100_001),
      { 'content-type': 'application/json' },
      413,
      /larger than 100000 bytes/,
    ],
    [
      'a small body that grows over the limit',
      gzipSync(' '.repeat(10_000_000)),
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      413,
      /after decompression; send smaller batches or raise --max-body-bytes/,
    ],
  ])('refuses %s and stays up', async (_, payload, headers, status, message) => {
    const response = await send(payload, headers);
    expect(response.statusCode).toBe(status);
    expect(response.body).toMatch(message);
    expect((await send(costBody(1), { 'content-type': 'application/json' })).statusCode).toBe(200);
    expect(await sample(BUDGET_METRIC.spent)).toEqual(['outlay_budget_spent{budget="all",currency="USD"} 1']);
  });

  it('answers 503 with Retry-After when the ledger cannot be written, and is not ready until it can', async () => {
    expect((await get('/-/ready')).statusCode).toBe(200);
    const blocker = openLedgerDatabase(directory);
    blocker.exec('BEGIN IMMEDIATE');
    const refused = await send(costBody(1), { 'content-type': 'application/json' });
    blocker.exec('ROLLBACK');
    blocker.close();
    expect(refused.statusCode).toBe(503);
    expect(refused.headers['retry-after']).toBe('5');
    expect(refused.json()).toMatchObject({ message: expect.stringContaining('send it again') });
    expect((await get('/-/ready')).statusCode).toBe(503);
    expect((await get('/-/healthy')).statusCode).toBe(200);

    await send(costBody(1), { 'content-type': 'application/json' });
    expect((await get('/-/ready')).statusCode).toBe(200);
    expect(await sample(COLLECTOR_METRIC.ledgerCommitFailures)).toEqual([
      'outlay_collector_ledger_commit_failures_total 1',
    ]);
  });

  it('tells a sender which points it lost, but not of repeated ones', async () => {
    expect((await send(costBody(1), { 'content-type': 'application/json' })).json()).toEqual({});
    expect((await send(costBody(1), { 'content-type': 'application/json' })).json()).toEqual({});
    expect((await send(costBody(-1, 'other'), { 'content-type': 'application/json' })).json()).toEqual({
      partialSuccess: { rejectedDataPoints: '1', errorMessage: '1 invalid_value' },
    });
    expect(await sample(COLLECTOR_METRIC.pointsDropped)).toEqual(
      expect.arrayContaining([
        'outlay_collector_points_dropped_total{reason="duplicate"} 1',
        'outlay_collector_points_dropped_total{reason="invalid_value"} 1',
      ]),
    );
  });

  it('reads new budgets when asked, and keeps the old ones when the new are wrong', async () => {
    writeFileSync(budgetsFile, 'budgets:\n  - { name: all, limit: 5 }\n');
    expect((await app.api.inject({ method: 'POST', url: '/-/reload' })).statusCode).toBe(200);
    expect((await get('/api/v1/budgets')).json().budgets).toMatchObject([{ name: 'all', limit: 5 }]);

    writeFileSync(budgetsFile, 'budgets:\n  - { name: all, limt: 5 }\n');
    const refused = await app.api.inject({ method: 'POST', url: '/-/reload' });
    expect(refused.statusCode).toBe(400);
    expect(refused.json().mistakes.join()).toContain('did you mean "limit"?');
    expect((await get('/api/v1/budgets')).json().budgets).toMatchObject([{ name: 'all', limit: 5 }]);
    expect(await sample(COLLECTOR_METRIC.configurationReloadSuccess)).toEqual([
      'outlay_collector_configuration_reload_success 0',
    ]);
  });

  it('answers usage as JSON and as CSV, and explains parameters it cannot use', async () => {
    await send(costBody(2), { 'content-type': 'application/json' });
    const usage = (await get('/api/v1/usage?groupBy=provider&by=day&from=2026-11-22&to=2026-11-23')).json();
    expect(usage).toMatchObject({
      from: '2026-11-22T00:00:00.000Z',
      rows: [
        { start: '2026-11-22T00:00:00.000Z', provider: 'openai', costUsd: 2, costNanoUsd: '2000000000' },
      ],
      total: { costUsd: 2 },
    });
    const csv = await get('/api/v1/usage?groupBy=provider&format=csv');
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.body).toBe(
      'provider,cost_usd,requests,unpriced,estimated_usd\r\nopenai,2.000000000,0,0,0.000000000\r\n',
    );

    for (const [query, message] of [
      ['groupBy=team', /^team: no label of the spend in the ledger\. Known: provider, /],
      ['groupBy=Team', /groupBy\.0: must be label names, such as provider,tenant/],
      ['from=yesterday', /from: "yesterday" is neither a day/],
      ['timeZone=Mars', /timeZone: "Mars" is no IANA time zone/],
      ['groupBy=user,model', /spend by user is kept by tenant and provider only, not by model/],
      ['form=json', /Unrecognized key/],
      ['from=2026-02-01&to=2026-01-01', /from: 2026-02-01 is later than to: 2026-01-01/],
    ] as const) {
      const response = await get(`/api/v1/usage?${query}`);
      expect([response.statusCode, response.json().error]).toEqual([400, expect.stringMatching(message)]);
    }
  });

  it('shows past periods of budgets when asked for more than one', async () => {
    await send(costBody(2), { 'content-type': 'application/json' });
    now = new Date('2026-12-05T00:00:00Z');
    const [budget] = (await get('/api/v1/budgets?periods=2')).json().budgets;
    expect([budget.spent, budget.past.length, budget.past[0].spent]).toEqual([0, 1, 2]);
  });

  it('says on the OTLP port what it receives', async () => {
    const response = await app.receiver.inject({ method: 'POST', url: '/v1/logs', payload: '{}' });
    expect([response.statusCode, response.json().message]).toEqual([
      404,
      expect.stringContaining('POST /v1/metrics, POST /v1/traces'),
    ]);
  });
});
