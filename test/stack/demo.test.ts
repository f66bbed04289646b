import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stillRuns } from '../../collector/src/stack/process-identity.ts';
import { METRIC } from '../../instrumentation/src/names.ts';
import { waitUntil } from '../monitoring/wait-until.ts';
import { ANY_PORTS, RunningStack } from './running-stack.ts';

/** From the first call to a page: traffic, export, scrape, rule, Alertmanager's wait. The promise is two minutes. */
const PAGE_WITHIN_SECONDS = 180;

describe('the demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await RunningStack.launch(ANY_PORTS, folder);
    await stack.untilUp();
  });
  afterAll(async () => {
    await stack.cleanUp();
    rmSync(folder, { recursive: true });
  });

  async function getJson<T>(url: string): Promise<T> {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  it('spends from every budget', async () => {
    const budgets = await waitUntil(
      async () => {
        const answer = await getJson<{ budgets: { name: string; spent: number }[] }>(
          `${stack.url('collector')}/api/v1/budgets`,
        );
        return answer.budgets.every(({ spent }) => spent > 0) && answer.budgets;
      },
      { what: 'spend in every budget', seconds: 60 },
    );
    expect(budgets.map(({ name }) => name)).toEqual([
      'openai',
      'anthropic',
      'resend',
      'weekly-digest',
      'everything',
    ]);
  });

  it('shows the cost of all three providers and both services in Prometheus', async () => {
    const query = `sum by (provider, job) (${METRIC.costUsd}) > 0`;
    const url = `${stack.url('prometheus')}/api/v1/query?query=${encodeURIComponent(query)}`;
    const series = await waitUntil(
      async () => {
        const { data } = await getJson<{ data: { result: { metric: { provider: string; job: string } }[] } }>(
          url,
        );
        const found = data.result.map(({ metric }) => `${metric.job} ${metric.provider}`).sort();
        return found.length >= 6 && found;
      },
      { what: 'six series of cost', seconds: 90 },
    );
    expect(series).toEqual([
      'demo/assistant anthropic',
      'demo/assistant openai',
      'demo/assistant resend',
      'demo/digest anthropic',
      'demo/digest openai',
      'demo/digest resend',
    ]);
  });

  it('has a budget alert in Alertmanager and delivers its page to the sink, which the view shows', async () => {
    const page = await waitUntil(
      async () => {
        const pages = await getJson<{ alerts: { labels: Record<string, string> }[] }[]>(
          `${stack.url('sink')}/pages`,
        );
        return pages[0];
      },
      { what: 'a page', seconds: PAGE_WITHIN_SECONDS, instead: () => stack.output.slice(-2_000) },
    );
    expect(page.alerts[0]?.labels).toMatchObject({ alertname: 'OutlayBudgetWarning', budget: 'openai' });
    const alerts = await getJson<{ labels: Record<string, string> }[]>(
      `${stack.url('alertmanager')}/api/v2/alerts`,
    );
    expect(alerts.map(({ labels }) => labels['alertname'])).toContain('OutlayBudgetWarning');
    await waitUntil(() => /firing .*OutlayBudgetWarning +openai/.test(stack.output), {
      what: 'the page in the view',
    });
  }, 240_000);

  it('shows the bars page', async () => {
    const response = await fetch(stack.url('preview'));
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/<html/i);
  });

  it('has booked to the nano-dollar what the providers charged, after the collector was killed in mid-traffic', async () => {
    const killed = stack.process('collector');
    if (!killed) throw new Error('no collector is recorded');
    process.kill(killed.pid, 'SIGKILL');
    await waitUntil(
      async () =>
        stack.process('collector')?.pid !== killed.pid &&
        (await fetch(`${stack.url('collector')}/-/ready`).then(
          (response) => response.ok,
          () => false,
        )),
      { what: 'the collector to be back', instead: () => stack.output.slice(-2_000) },
    );
    expect(stack.output).toContain('collector was ended by SIGKILL; starting it again');

    const spentBefore = await charged(stack);
    await waitUntil(async () => (await charged(stack)) > spentBefore, { what: 'traffic to go on' });
    const services = stack.record.processes.filter(({ kind }) => kind === 'service');
    expect(services).toHaveLength(2);
    for (const { pid } of services) process.kill(pid, 'SIGTERM');
    await waitUntil(() => !services.some(stillRuns), { what: 'the services to end' });

    const { total, rows } = await getJson<{
      total: { costNanoUsd: string };
      rows: { provider: string; costNanoUsd: string }[];
    }>(`${stack.url('collector')}/api/v1/usage?groupBy=provider`);
    const booked = Object.fromEntries(rows.map(({ provider, costNanoUsd }) => [provider, costNanoUsd]));
    expect(booked).toEqual(await chargedByProvider(stack));
    expect(BigInt(total.costNanoUsd)).toBe(await charged(stack));
  });

  it('leaves no process behind', async () => {
    const { processes } = stack.record;
    stack.interrupt();
    expect(await stack.ended()).toBe(0);
    expect(processes.filter(stillRuns)).toEqual([]);
  });

  async function chargedByProvider({ record }: RunningStack): Promise<Record<string, string>> {
    const entries = Object.entries(record.standIns).map(async ([provider, url]) => {
      const { spentNanoUsd } = await getJson<{ spentNanoUsd: string }>(`${url}/spent`);
      return [provider, spentNanoUsd] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  async function charged(running: RunningStack): Promise<bigint> {
    return Object.values(await chargedByProvider(running)).reduce(
      (sum, nanoUsd) => sum + BigInt(nanoUsd),
      0n,
    );
  }
});
