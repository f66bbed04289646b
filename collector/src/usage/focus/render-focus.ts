import { renderCsvRows } from '../render-csv.ts';
import type { UsageSource } from '../usage-report.ts';
import { FOCUS_COLUMNS, type FocusRow } from './focus-columns.ts';
import { type FocusOptions, focusRows } from './focus-rows.ts';

/**
 * The FOCUS 1.2 data set of a range as CSV, a month at a time; the header comes first.
 *
 * @throws UsageQueryError before the first chunk, for what the ledger cannot tell
 */
export async function* renderFocusCsv(source: UsageSource, options: FocusOptions): AsyncGenerator<string> {
  const names = FOCUS_COLUMNS.map(({ name }) => name);
  const render = (rows: readonly FocusRow[]) =>
    renderCsvRows(rows.map((row) => names.map((name) => row[name] ?? '')));
  const months = focusRows(source, options);
  const first = await months.next();
  yield renderCsvRows([names]) + (first.done ? '' : render(first.value));
  for await (const rows of months) yield render(rows);
}
