import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, prometheusTools } from '../../setup/tools.mjs';
import type { RunningProgram } from '../monitoring/child-program.ts';
import { type CollectorAddress, collectorAddress, startCollector } from '../monitoring/collector.ts';
import { freePort } from '../monitoring/free-port.ts';
import { type MeteredService, startMeteredService } from '../monitoring/metered-calls.ts';
import { type RunningPrometheus, startPrometheus } from '../monitoring/prometheus.ts';
import { waitUntil } from '../monitoring/wait-until.ts';
import { launchBrowser, openPreview, photograph } from './browser.ts';
import { buildPlugin } from './build-plugin.ts';
import { type RunningPreview, startPreview } from './preview.ts';

const executablePath = chromiumPath();

const BUDGETS = `
exchangeRates:
  GBP: [{ from: 2026-01-01, perUsd: 0.8 }]
budgets:
  - { name: openai in pounds, match: { provider: openai }, limit: 1, currency: GBP, timeZone: Europe/London }
  - { name: everything, limit: 0.5 }
  - { name: nothing yet, match: { provider: anthropic }, limit: 20, period: year }
`;

interface Budget {
  readonly name: string;
  readonly spent: number;
  readonly status: string;
}

const WORDS: Readonly<Record<string, string>> = {
  ok: 'OK',
  warning: 'Warning',
  critical: 'Critical',
  exceeded: 'Over budget',
};

describe.skipIf(executablePath === undefined)('a bar in the panel', () => {
  let folder: string;
  let address: CollectorAddress;
  let collector: RunningProgram;
  let service: MeteredService;
  let prometheus: RunningPrometheus;
  let preview: RunningPreview;
  let browser: Browser;

  beforeAll(async () => {
    await buildPlugin();
    folder = await mkdtemp(join(tmpdir(), 'outlay-bar-'));
    const budgetsFile = join(folder, 'budgets.yaml');
    await writeFile(budgetsFile, BUDGETS);
    address = await collectorAddress();
    collector = await startCollector({ address, budgetsFile, folder });
    service = await startMeteredService(address.otlpPort);
    prometheus = await startPrometheus({
      ...(await prometheusTools()),
      folder: join(folder, 'prometheus'),
      collectorPort: address.port,
    });
    const alertmanagerUrl = `http://127.0.0.1:${await freePort()}`;
    preview = await startPreview({ prometheusUrl: prometheus.url, alertmanagerUrl });
    browser = await launchBrowser(executablePath ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    for (const running of [preview, prometheus, service, collector]) await running?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it('shows what the collector computed from real calls', async () => {
    await service.call({ answered: 3 });
    const response = await fetch(`http://127.0.0.1:${address.port}/api/v1/budgets`);
    const { budgets } = (await response.json()) as { budgets: Budget[] };
    // Three calls of $0.25, in pounds and in dollars: a budget within its limit, one over it, and one without spend.
    expect(budgets.map(({ name, spent, status }) => [name, spent, status])).toEqual([
      ['openai in pounds', 0.6, 'ok'],
      ['everything', 0.75, 'exceeded'],
      ['nothing yet', 0, 'ok'],
    ]);
    await waitUntil(async () => (await prometheus.query('sum(outlay_budget_spent) > 1')).length > 0, {
      what: 'Prometheus to have scraped the spend',
    });

    const { page } = await openPreview(browser, preview.url, { width: 1000, height: 300 });
    const meters = page.getByRole('meter');
    await meters.first().waitFor();
    expect(await meters.count()).toBe(budgets.length);
    for (const { name, spent, status } of budgets) {
      const meter = page.getByRole('meter', { name });
      expect(Number(await meter.getAttribute('aria-valuenow'))).toBe(spent);
      expect(await meter.getAttribute('aria-valuetext')).toContain(WORDS[status] ?? status);
    }
    await photograph(page, 'from-the-collector-dark-1000x300');
    await page.close();
  });
});
