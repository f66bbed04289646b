import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUDGET_METRIC } from '../../instrumentation/src/names.ts';
import { chromiumPath, prometheusTools } from '../../setup/tools.mjs';
import { startAlertmanager, type RunningAlertmanager } from '../monitoring/alertmanager.ts';
import { freePort } from '../monitoring/free-port.ts';
import { startPrometheus, type RunningPrometheus } from '../monitoring/prometheus.ts';
import { waitUntil } from '../monitoring/wait-until.ts';
import { type BudgetExporter, type ExposedBudget, startBudgetExporter } from './budget-exporter.ts';
import { ELAPSED, everydayBudgets, largeBudgets, manyBudgets, unusualBudgets } from './budget-states.ts';
import { launchBrowser, openPreview, photograph, type View } from './browser.ts';
import { BUILT_MODULE, buildPlugin } from './build-plugin.ts';
import { type RunningPreview, startPreview } from './preview.ts';

const executablePath = chromiumPath();
if (executablePath === undefined) {
  process.stdout.write(
    'test/panel is skipped: there is no Chromium on this machine (install the package chromium)\n',
  );
}

const THEMES = ['dark', 'light'] as const;
const LARGE: View = { width: 1000, height: 400 };

describe.skipIf(executablePath === undefined)('the built panel in Chromium on a real Prometheus', () => {
  let folder: string;
  let exporter: BudgetExporter;
  let prometheus: RunningPrometheus;
  let alertmanager: RunningAlertmanager;
  let preview: RunningPreview;
  let browser: Browser;

  beforeAll(async () => {
    await buildPlugin();
    folder = await mkdtemp(join(tmpdir(), 'outlay-panel-'));
    const tools = await prometheusTools();
    exporter = await startBudgetExporter();
    // No alert is sent to it: it is here to be asked for alerts, and nothing listens where it would page.
    alertmanager = await startAlertmanager({
      ...tools,
      folder: join(folder, 'alertmanager'),
      sinkPort: await freePort(),
    });
    prometheus = await startPrometheus({
      ...tools,
      folder: join(folder, 'prometheus'),
      collectorPort: exporter.port,
    });
    preview = await startPreview({ prometheusUrl: prometheus.url, alertmanagerUrl: alertmanager.url });
    browser = await launchBrowser(executablePath ?? '');
  });

  afterAll(async () => {
    await browser?.close();
    await preview?.stop();
    await prometheus?.stop();
    await alertmanager?.stop();
    await exporter?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** Exposes budgets and waits until Prometheus answers with them and no others. */
  async function expose(budgets: readonly ExposedBudget[]): Promise<void> {
    exporter.expose(budgets);
    const wanted = budgets.map(({ name, spent }) => `${name} ${spent}`).sort();
    await waitUntil(
      async () => {
        const samples = await prometheus.query(BUDGET_METRIC.spent);
        const found = samples.map(({ metric, value }) => `${metric['budget']} ${value}`).sort();
        return JSON.stringify(found) === JSON.stringify(wanted);
      },
      { what: `Prometheus to have scraped ${budgets.length} budgets` },
    );
  }

  async function showBars(view: View): Promise<{ page: Page; complaints: string[] }> {
    const opened = await openPreview(browser, preview.url, view);
    await opened.page
      .getByTestId('outlay-budget-bars')
      .waitFor()
      .catch(async (error: unknown) => {
        const shown = await opened.page.locator('body').innerText();
        throw new Error(`the page shows no bars but: ${shown}\n${opened.complaints.join('\n')}`, {
          cause: error,
        });
      });
    await opened.page.evaluate('document.fonts.ready');
    return opened;
  }

  it.each(THEMES)(
    'shows what the exporter said, in the %s theme, without a complaint of the browser',
    async (theme) => {
      const budgets = everydayBudgets(Date.now());
      await expose(budgets);
      const { page, complaints } = await showBars({ ...LARGE, theme });

      for (const { name, spent, limit = 0 } of budgets) {
        const meter = page.getByRole('meter', { name, exact: true });
        expect(Number(await meter.getAttribute('aria-valuenow')), name).toBe(spent);
        expect(Number(await meter.getAttribute('aria-valuemax')), name).toBe(Math.max(limit, spent));
        expect(await meter.getAttribute('aria-valuetext')).toContain(
          `£${spent.toFixed(2)} of £${limit.toFixed(2)}`,
        );
      }
      const texts = await page.getByTestId('outlay-budget-bars').innerText();
      for (const words of [
        'Over budget',
        'Critical',
        'Warning',
        'OK',
        'projected over',
        'no projection yet',
        '£12.70 over',
      ]) {
        expect(texts).toContain(words);
      }
      await photograph(page, `everyday-${theme}-1000x400`);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  it('draws every mark where its share of the limit lies', async () => {
    const budgets = everydayBudgets(Date.now());
    await expose(budgets);
    const { page } = await showBars(LARGE);

    for (const { name, spent, limit = 0, projected, thresholds } of budgets) {
      const meter = page.getByRole('meter', { name, exact: true });
      const boxOf = async (mark: string) => {
        const box = await meter.getByTestId(`outlay-bar-${mark}`).boundingBox();
        if (!box) throw new Error(`${name} has no mark ${mark}`);
        return { ...box, middle: box.x + box.width / 2, end: box.x + box.width };
      };
      const bar = await boxOf('track');
      const limitAt = (await boxOf('limit')).middle;
      const shareAt = (x: number) => (x - bar.x) / (limitAt - bar.x);

      const spentEnd = spent > limit ? (await boxOf('over')).end : (await boxOf('spent')).end;
      expect(shareAt(spentEnd), `${name}: spent`).toBeCloseTo(spent / limit, 2);
      expect(shareAt((await boxOf('warning')).middle), `${name}: warning`).toBeCloseTo(
        thresholds?.warning ?? NaN,
        2,
      );
      expect(shareAt((await boxOf('critical')).middle), `${name}: critical`).toBeCloseTo(
        thresholds?.critical ?? NaN,
        2,
      );
      if (projected) {
        expect(shareAt((await boxOf('projection')).middle), `${name}: projection`).toBeCloseTo(
          projected.middle / limit,
          2,
        );
        expect(shareAt((await boxOf('band')).x), `${name}: low`).toBeCloseTo(
          (projected.low ?? NaN) / limit,
          2,
        );
        expect(shareAt((await boxOf('band')).end), `${name}: high`).toBeCloseTo(
          (projected.high ?? NaN) / limit,
          2,
        );
      }
      const today = await page.getByTestId('outlay-today').boundingBox();
      expect(shareAt((today?.x ?? NaN) + (today?.width ?? NaN) / 2), 'today').toBeCloseTo(ELAPSED, 2);
    }
    await page.close();
  });

  /** Texts of the rows that are wider than the room they have. */
  const CUT_OFF = `[...document.querySelectorAll('[data-testid=outlay-budget-bars] [role=listitem] *')]
    .filter((element) => element.scrollWidth > element.clientWidth && element.children.length === 0)
    .map((element) => element.textContent)
    .filter((text) => text !== '')`;

  it.each([400, 500, 640, 1000])('cuts off no amount, however large, %d pixels wide', async (width) => {
    const budgets = largeBudgets(Date.now());
    await expose(budgets);
    for (const height of [200, 260]) {
      const { page } = await showBars({ width, height });
      expect(await page.evaluate(CUT_OFF), `${width}x${height}`).toEqual([]);
      const texts = await page.getByTestId('outlay-budget-bars').innerText();
      expect(texts).toContain('US$112,345.67 of US$100,000.00');
      await photograph(page, `large-amounts-dark-${width}x${height}`);
      await page.close();
    }
  });

  it('shows a whole row in a panel that is hardly higher than its title', async () => {
    await expose(everydayBudgets(Date.now()));
    const { page } = await showBars({ width: 700, height: 60 });
    const panel = await page.getByTestId('outlay-budget-bars').boundingBox();
    const row = await page.getByRole('listitem').first().boundingBox();
    if (!panel || !row) throw new Error('there is no row');
    expect(row.height).toBeLessThanOrEqual(panel.height);
    await photograph(page, 'low-dark-700x60');
    await page.close();
  });

  it.each([0, 1, 2])(
    'draws bars as wide in rows with %d data links, and says each row once',
    async (dataLinks) => {
      const budgets = everydayBudgets(Date.now());
      await expose(budgets);
      const widthsWith = async (links: number) => {
        const opened = await showBars({ ...LARGE, dataLinks: links });
        const tracks = await opened.page.getByTestId('outlay-bar-track').all();
        const boxes = await Promise.all(tracks.map((track) => track.boundingBox()));
        const widths = boxes.map((box) => box?.width ?? 0);
        return { ...opened, widths };
      };
      const plain = await widthsWith(0);
      await plain.page.close();
      const { page, widths, complaints } = await widthsWith(dataLinks);

      expect(widths.length).toBe(budgets.length);
      expect(Math.min(...widths)).toBeGreaterThan(300);
      expect(widths).toEqual(plain.widths);
      const rows = page.getByRole('listitem');
      const role = (['meter', 'link', 'button'] as const)[dataLinks] ?? 'meter';
      expect(await rows.getByRole(role).count()).toBe(budgets.length);
      const openai = await rows.filter({ hasText: 'openai' }).getByRole(role).ariaSnapshot();
      if (dataLinks > 0) expect(openai.match(/£212\.40 of £300\.00/g)).toHaveLength(1);
      expect(complaints).toEqual([]);
      await photograph(page, `links-${dataLinks}-dark-1000x400`);
      await page.close();
    },
  );

  it('cuts off no text where there is room, and stays within the panel where there is not', async () => {
    await expose(everydayBudgets(Date.now()));
    const { page } = await showBars(LARGE);
    expect(await page.evaluate(CUT_OFF)).toEqual([]);
    await page.close();

    for (const [width, height] of [
      [600, 300],
      [450, 260],
      [300, 200],
      [150, 120],
    ] as const) {
      const { page: small, complaints } = await showBars({ width, height });
      const panel = await small.getByTestId('outlay-budget-bars').boundingBox();
      expect(panel?.width).toBeLessThanOrEqual(width);
      expect(panel?.height).toBeLessThanOrEqual(height);
      expect(
        await small.evaluate(`document.querySelector('[data-testid=outlay-budget-bars]').scrollWidth`),
      ).toBe(panel?.width);
      await photograph(small, `everyday-dark-${width}x${height}`);
      expect(complaints).toEqual([]);
      await small.close();
    }
  });

  it.each(THEMES)('shows what is unusual without a complaint, in the %s theme', async (theme) => {
    await expose(unusualBudgets(Date.now()));
    const { page, complaints } = await showBars({ width: 1000, height: 480, theme });

    const used = page.getByRole('meter', { name: 'forbidden and used', exact: true });
    expect(await used.getAttribute('aria-valuetext')).toContain('US$12.70 of US$0.00, Over budget');
    await page.getByRole('img', { name: /^no limit: €88.15, No limit/ }).waitFor();
    expect(await page.getByText('-US$4.20 of US$50.00').count()).toBe(1);
    expect(complaints).toEqual([]);
    await photograph(page, `unusual-${theme}-1000x480`);
    await page.close();
  });

  it('scrolls when there are more budgets than fit, and keeps the most spent on top', async () => {
    const budgets = manyBudgets(Date.now(), 30);
    await expose(budgets);
    const { page, complaints } = await showBars({ ...LARGE, options: { sortBy: 'spentShare' } });

    const meters = await page.getByRole('meter').all();
    const names = await Promise.all(meters.map((meter) => meter.getAttribute('aria-label')));
    const expected = budgets.toSorted((a, b) => b.spent - a.spent).map(({ name }) => name);
    expect(names).toEqual(expected);
    const last = page.getByRole('meter', { name: expected.at(-1) ?? '', exact: true });
    await last.scrollIntoViewIfNeeded();
    expect(await last.isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await photograph(page, 'many-dark-1000x400');
    await page.close();
  });

  it('tells more in a tooltip, for the pointer and for the keyboard', async () => {
    await expose(everydayBudgets(Date.now()));
    const { page } = await showBars(LARGE);
    const tooltip = page.getByTestId('outlay-tooltip');

    await page.getByRole('meter', { name: 'anthropic', exact: true }).hover();
    await tooltip.getByText('£214.00 and £247.00').waitFor();
    await photograph(page, 'tooltip-dark-1000x400');
    await page.mouse.move(0, 0);
    await tooltip.waitFor({ state: 'hidden' });

    await page.getByRole('radio', { name: 'Dark' }).focus();
    // The panel's frame, which takes the focus for Grafana's shortcuts, comes before the first bar.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('resend');
    await tooltip.getByText('resend').waitFor();
    await photograph(page, 'focus-dark-1000x400');
    await page.keyboard.press('Escape');
    await tooltip.waitFor({ state: 'hidden' });
    await page.close();
  });

  it('follows the data without a reload', async () => {
    const [openai, ...others] = everydayBudgets(Date.now());
    if (!openai) throw new Error('there is no budget');
    await expose([openai, ...others]);
    const { page } = await showBars(LARGE);

    await expose([{ ...openai, spent: 301.5 }, ...others]);
    await page.getByText('£301.50 of £300.00').waitFor();
    await page.close();
  });

  it('is small enough to be loaded with every dashboard', async () => {
    const gzipKilobytes = gzipSync(await readFile(BUILT_MODULE)).length / 1000;
    process.stdout.write(`outlay-budget-panel: module.js is ${gzipKilobytes.toFixed(1)} kB gzipped\n`);
    expect(gzipKilobytes).toBeLessThan(60);
  });

  it('says when Prometheus has no budgets', async () => {
    await expose([]);
    const { page } = await openPreview(browser, preview.url, LARGE);

    await page.getByText('No budgets yet').waitFor();
    await page.getByTestId('panel-data-error').getByText('No data').waitFor();
    await page.close();
  });

  it('says which server does not answer', async () => {
    const port = await freePort();
    const alone = await startPreview({
      prometheusUrl: `http://127.0.0.1:${port}`,
      alertmanagerUrl: alertmanager.url,
    });
    try {
      const { page } = await openPreview(browser, alone.url, LARGE);
      await page.getByText(`Prometheus can't be reached at http://127.0.0.1:${port}: ECONNREFUSED`).waitFor();
      await page.close();
    } finally {
      await alone.stop();
    }
  });
});
