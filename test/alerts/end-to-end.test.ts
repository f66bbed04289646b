import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prometheusTools } from '../../setup/tools.mjs';
import { type RunningAlertmanager, startAlertmanager } from '../monitoring/alertmanager.ts';
import type { RunningProgram } from '../monitoring/child-program.ts';
import { collectorAddress, startCollector } from '../monitoring/collector.ts';
import { COST_OF_A_CALL_USD, type MeteredService, startMeteredService } from '../monitoring/metered-calls.ts';
import { type PageSink, startPageSink } from '../monitoring/page-sink.ts';
import { type RunningPrometheus, startPrometheus } from '../monitoring/prometheus.ts';
import { canRunOn, TOOL_VERSIONS } from '../monitoring/tool-versions.ts';
import { waitUntil } from '../monitoring/wait-until.ts';

const budgetsYaml = (limit: number) => `
budgets:
  - name: openai
    match: { provider: openai }
    limit: ${limit}
    currency: USD
    period: month
    timeZone: UTC
    thresholds: { warning: 0.75, critical: 0.9 }
`;

/** Eight calls' worth. */
const LIMIT_USD = 2;

for (const version of TOOL_VERSIONS) {
  describe.skipIf(!(await canRunOn(version)))(`from a call to a page, with the ${version} Prometheus`, () => {
    const address = collectorAddress();
    let folder: string;
    let budgetsFile: string;
    let collector: RunningProgram;
    let service: MeteredService;
    let sink: PageSink;
    let alertmanager: RunningAlertmanager;
    let prometheus: RunningPrometheus;

    beforeAll(async () => {
      const tools = await prometheusTools({ version });
      folder = await mkdtemp(join(tmpdir(), 'outlay-alerts-'));
      budgetsFile = join(folder, 'budgets.yaml');
      await writeFile(budgetsFile, budgetsYaml(LIMIT_USD));
      collector = await startCollector({ address: await address, budgetsFile, folder });
      service = await startMeteredService((await address).otlpPort);
      sink = await startPageSink();
      alertmanager = await startAlertmanager({
        alertmanager: tools.alertmanager,
        folder: join(folder, 'alertmanager'),
        sinkPort: sink.port,
      });
      prometheus = await startPrometheus({
        prometheus: tools.prometheus,
        folder: join(folder, 'prometheus'),
        collectorPort: (await address).port,
        alertmanagerPort: alertmanager.port,
      });
    }, 300_000);

    afterAll(async () => {
      for (const part of [prometheus, alertmanager, sink, service, collector]) await part?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    /** Every alert that arrived, in short, in order. */
    const told = () => sink.pages.map(({ status, labels }) => `${status} ${labels['alertname']}`);

    const toldLast = (count: number) =>
      waitUntil(() => sink.pages.length >= count && sink.pages.at(-1), {
        what: `page ${count}`,
        seconds: 60,
        instead: async () =>
          `${told().join(', ') || 'no page'}; alerts in Prometheus: ${JSON.stringify(await prometheus.query('ALERTS'))}`,
      });

    const spentReaches = (spentUsd: number) =>
      waitUntil(
        async () => (await prometheus.query('outlay_budget_spent')).some(({ value }) => value === spentUsd),
        {
          what: `a spend of ${spentUsd} USD in Prometheus`,
          instead: async () => JSON.stringify(await prometheus.query('outlay_budget_spent')),
        },
      );

    /** Long enough for a page that should not come to come: evaluations are a second apart, and `group_wait` is three. */
    const eightEvaluations = async () => {
      const iterations = 'sum(prometheus_rule_group_iterations_total{rule_group=~".*outlay-budgets"})';
      const count = async () => (await prometheus.query(iterations))[0]?.value ?? 0;
      const before = await waitUntil(async () => (await count()) || undefined, {
        what: 'an evaluation of the rules',
      });
      await waitUntil(async () => (await count()) >= before + 8, { what: 'eight evaluations of the rules' });
    };

    const setLimit = async (limitUsd: number) => {
      await writeFile(budgetsFile, budgetsYaml(limitUsd));
      const reload = await fetch(`http://127.0.0.1:${(await address).port}/-/reload`, { method: 'POST' });
      expect(reload.ok, await reload.text()).toBe(true);
    };

    it('stays silent below the warning threshold', async () => {
      await service.call({ answered: 5 });
      await spentReaches(5 * COST_OF_A_CALL_USD);
      await eightEvaluations();
      expect(told()).toEqual([]);
    });

    it('tells the owners at the warning threshold', async () => {
      await service.call({ answered: 1 });
      const page = await toldLast(1);
      expect(page).toMatchObject({
        receiver: 'budget-owners',
        status: 'firing',
        labels: { alertname: 'OutlayBudgetWarning', budget: 'openai', currency: 'USD', severity: 'warning' },
      });
      expect(page.annotations['description']).toMatch(
        /^Spent 1\.50 of 2\.00 USD \(75%\)\. The period ends \d{4}-/,
      );
    });

    it('pages at the critical threshold, up to the last cent of the limit', async () => {
      await service.call({ answered: 2 });
      const page = await toldLast(2);
      expect(page).toMatchObject({ receiver: 'on-call', labels: { alertname: 'OutlayBudgetCritical' } });
      expect(page.annotations['description']).toMatch(/^Spent 2\.00 of 2\.00 USD \(100%\)/);
      await eightEvaluations();
      expect(told()).toHaveLength(2);
    });

    it('pages when the limit is exceeded', async () => {
      await service.call({ answered: 1 });
      const page = await toldLast(3);
      expect(page).toMatchObject({ receiver: 'on-call', labels: { alertname: 'OutlayBudgetExceeded' } });
    });

    it('says nothing new while the collector is killed and comes back', async () => {
      await collector.stop('SIGKILL');
      await waitUntil(async () => (await prometheus.query('up{job="outlay"} == 0')).length > 0, {
        what: 'Prometheus to miss the collector',
      });
      await eightEvaluations();
      collector = await startCollector({ address: await address, budgetsFile, folder });
      await waitUntil(async () => (await prometheus.query('up{job="outlay"} == 1')).length > 0, {
        what: 'Prometheus to find the collector again',
      });
      await spentReaches(9 * COST_OF_A_CALL_USD);
      await eightEvaluations();
      expect(told()).toHaveLength(3);
    });

    it('told each alert once, and tells the end of each once the limit is raised', async () => {
      await setLimit(LIMIT_USD * 10);
      await toldLast(6);
      await eightEvaluations();
      expect(told().slice(0, 3)).toEqual([
        'firing OutlayBudgetWarning',
        'firing OutlayBudgetCritical',
        'firing OutlayBudgetExceeded',
      ]);
      expect(told().slice(3).sort()).toEqual([
        'resolved OutlayBudgetCritical',
        'resolved OutlayBudgetExceeded',
        'resolved OutlayBudgetWarning',
      ]);
    });

    it('pages once for a budget that leaps over its thresholds and its limit at a time', async () => {
      await setLimit(LIMIT_USD / 2);
      await toldLast(7);
      await eightEvaluations();
      await setLimit(LIMIT_USD * 10);
      await toldLast(8);
      await eightEvaluations();
      const [first, end, ...after] = told().slice(6);
      expect([first, end]).toEqual(['firing OutlayBudgetExceeded', 'resolved OutlayBudgetExceeded']);
      // Prometheus sends the ends one after another: an Alertmanager that looks in between tells of a lesser alert that
      // nothing holds back any more, and of its end (see alerts/README.md).
      expect(after.filter((line) => line.startsWith('firing')).length * 2).toBe(after.length);
      expect(after.join()).not.toContain('OutlayBudgetExceeded');
      expect(new Set(after).size).toBe(after.length);
    });
  });
}
