import { setTimeout as sleep } from 'node:timers/promises';
import { renderBudgetTable, type BudgetRow } from '../cli/budget-table.ts';
import { renderPage, type DeliveredPage } from './page-lines.ts';
import type { Screen } from './screen.ts';

const LATEST_PAGES = 6;

/**
 * Shows the budgets, as the collector computes them, and the pages that the sink got, until the signal is aborted.
 *
 * @param urls `collector` and `sink` without a trailing slash
 */
export async function showLive(
  screen: Screen,
  urls: { readonly collector: string; readonly sink: string },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const [budgets, pages] = await Promise.all([
      fetchJson<{ budgets: BudgetRow[] }>(`${urls.collector}/api/v1/budgets`, signal),
      fetchJson<DeliveredPage[]>(`${urls.sink}/pages`, signal),
    ]);
    if (signal.aborted) return;
    screen.draw(renderPicture({ budgets: budgets?.budgets, pages, now: new Date() }, screen));
    await sleep(screen.intervalMs, undefined, { signal }).catch(() => undefined);
  }
}

/** The budgets' table and the latest pages; undefined is what could not be fetched at the moment. */
export function renderPicture(
  {
    budgets,
    pages,
    now,
  }: { budgets: BudgetRow[] | undefined; pages: DeliveredPage[] | undefined; now: Date },
  { width, color }: Pick<Screen, 'width' | 'color'>,
): string[] {
  const table = budgets
    ? renderBudgetTable(budgets, { width, color })
    : ['The collector does not answer at the moment.'];
  const lines = pages?.flatMap(renderPage).slice(-LATEST_PAGES) ?? [
    'The sink does not answer at the moment.',
  ];
  return [
    '',
    `Budgets at ${now.toTimeString().slice(0, 8)}`,
    ...table,
    '',
    'Pages that Alertmanager delivered',
    ...(lines.length > 0 ? lines : ['none so far']).map((line) => line.slice(0, width)),
  ];
}

async function fetchJson<T>(url: string, signal: AbortSignal): Promise<T | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) });
    return response.ok ? ((await response.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}
