import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROVIDERS } from '../../dashboards/src/queries.ts';
import { prometheusTools } from '../../setup/tools.mjs';
import type { RunningProgram } from '../monitoring/child-program.ts';
import { collectorAddress, startCollector } from '../monitoring/collector.ts';
import { type MeteredService, startMeteredService } from '../monitoring/metered-calls.ts';
import { type RunningPrometheus, type Sample, startPrometheus } from '../monitoring/prometheus.ts';
import { waitUntil } from '../monitoring/wait-until.ts';

const DASHBOARD = new URL('../../dashboards/generated/outlay-overview.json', import.meta.url);

const BUDGETS = `
budgets:
  - name: openai
    match: { provider: openai }
    limit: 10
    currency: USD
    period: month
    timeZone: UTC
    thresholds: { warning: 0.75, critical: 0.9 }
`;

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

const { panels } = JSON.parse(await readFile(DASHBOARD, 'utf8')) as Dashboard;
const queries = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })));

/** Panels that show 0 while all is well. */
const QUIET = ['Errors', 'Errors by provider', 'Unpriced requests'];

/** What Grafana makes of a query when all providers are chosen, for the last five minutes. */
function interpolate(expr: string): string {
  return expr.replaceAll('$provider', '.+').replaceAll('$__rate_interval', '1m').replaceAll('$__range', '5m');
}

describe('the overview dashboard on a live Prometheus', () => {
  let folder: string;
  let collector: RunningProgram;
  let service: MeteredService;
  let prometheus: RunningPrometheus;

  beforeAll(async () => {
    const tools = await prometheusTools();
    folder = await mkdtemp(join(tmpdir(), 'outlay-dashboards-'));
    const budgetsFile = join(folder, 'budgets.yaml');
    await writeFile(budgetsFile, BUDGETS);
    const address = await collectorAddress();
    collector = await startCollector({ address, budgetsFile, folder });
    service = await startMeteredService(address.otlpPort);
    prometheus = await startPrometheus({
      prometheus: tools.prometheus,
      folder: join(folder, 'prometheus'),
      collectorPort: address.port,
    });
    await service.call({ answered: 4 });
  }, 300_000);

  afterAll(async () => {
    for (const part of [prometheus, service, collector]) await part?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const figures = (title: string) => {
    const query = queries.find((candidate) => candidate.title === title);
    if (!query) throw new Error(`the dashboard has no panel "${title}"`);
    return figuresOf(query.expr, title);
  };

  /** Samples that a panel could draw, as soon as there are any that `wanted` takes. */
  const figuresOf = (expr: string, title: string, wanted = (_sample: Sample) => true) =>
    waitUntil(
      async () => {
        const samples = (await prometheus.query(interpolate(expr))).filter(({ value }) =>
          Number.isFinite(value),
        );
        return samples.some(wanted) && samples;
      },
      {
        what: `data in panel "${title}"`,
        instead: async () => JSON.stringify(await prometheus.query(interpolate(expr))),
      },
    );

  it.each(queries)('panel "$title" has data after answered calls alone', async ({ title, expr }) => {
    const wanted = ({ value }: Sample) => value > 0 || QUIET.includes(title);
    expect((await figuresOf(expr, title, wanted)).filter(wanted)).not.toEqual([]);
  });

  it('shows no errors and nothing unpriced as 0 while calls are answered', async () => {
    for (const title of QUIET) {
      expect((await figures(title)).map(({ value }) => value)).toEqual([0]);
    }
  });

  it('gives each budget all that its bar is drawn from', async () => {
    const names = (await figures('Budgets')).map(({ metric }) => metric['__name__']);
    // The projection is missing on a month's first hours, when nothing can be told yet.
    expect(names).toEqual(
      expect.arrayContaining([
        'outlay_budget_limit',
        'outlay_budget_spent',
        'outlay_budget_threshold_ratio',
        'outlay_budget_period_start_timestamp_seconds',
        'outlay_budget_period_end_timestamp_seconds',
      ]),
    );
  });

  it('names providers, models, and the spend that has no feature', async () => {
    expect((await figures('Spend by provider'))[0]?.metric).toEqual({ provider: 'openai' });
    expect((await figures('Spend by model'))[0]?.metric).toMatchObject({
      provider: 'openai',
      model: expect.stringContaining('gpt-4o') as string,
    });
    expect((await figures('Spend by feature'))[0]?.metric).toEqual({ feature: 'no feature set' });
  });

  it('shows failed and unpriced requests once there are any', async () => {
    await service.call({ failed: 1, unpriced: 1 });
    for (const title of QUIET) {
      const query = queries.find((candidate) => candidate.title === title);
      const [figure] = await figuresOf(query?.expr ?? '', title, ({ value }) => value > 0);
      expect(figure?.value).toBeGreaterThan(0);
    }
    const [ratio] = await figures('Errors');
    expect(ratio?.value).toBeLessThan(1);
  });

  it('offers the providers that were called', async () => {
    const [, metric = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(PROVIDERS) ?? [];
    const search = new URLSearchParams({ 'match[]': metric });
    const response = await fetch(`${prometheus.url}/api/v1/label/${label}/values?${search}`);
    expect(await response.json()).toMatchObject({ data: ['openai'] });
  });
});
