import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { type BudgetsBody, budgetsBody } from '../api/budgets-body.ts';
import { BudgetBook } from '../budget/budget-book.ts';
import { PAST_DAYS_ARE_READ } from '../budget/forecasts.ts';
import { startForecasts } from '../budget/start-forecasts.ts';
import { loadBudgetsFor } from '../configuration/collector-options.ts';
import { OutlayError } from '../error.ts';
import { openExistingLedgerDatabase } from '../ledger/database.ts';
import { Ledger } from '../ledger/ledger.ts';
import { renderBudgetTable } from './budget-table.ts';
import { dataOption } from './collector.ts';
import { renderAmount, renderNamedAmount } from './amount.ts';
import { renderBudgetsCsv } from './budgets-csv.ts';
import { parseWholeNumber } from './option-parsers.ts';
import { printable } from './printable.ts';
import { fetchFromCollector, urlOption } from './source.ts';

interface Flags {
  config?: string;
  data: string;
  url?: string;
  past: number;
  json: boolean;
  csv: boolean;
}

/** `outlay budgets`: the budgets as a table with bars, and how past periods ended. */
export function budgetsCommand(): Command {
  return new Command('budgets')
    .description('show the budgets: spent, limit, projected, status')
    .addOption(
      new Option('--config <file>', 'budgets file (default: budgets.yaml here)').env('OUTLAY_BUDGETS_FILE'),
    )
    .addOption(dataOption())
    .addOption(urlOption())
    .addOption(
      new Option('--past <periods>', 'show this many past periods too')
        .argParser(parseWholeNumber)
        .default(0),
    )
    .addOption(new Option('--json', 'print JSON').default(false))
    .addOption(new Option('--csv', 'print CSV').default(false).conflicts('json'))
    .action(async (flags: Flags) => {
      if (flags.past > 35) throw new OutlayError('--past goes up to 35 periods');
      const body =
        flags.url === undefined ? await fromLedger(flags) : await fromCollector(flags.url, flags.past);
      if (flags.json) console.log(JSON.stringify(body, null, 2));
      else if (flags.csv) process.stdout.write(renderBudgetsCsv(body));
      else for (const line of renderBudgets(body)) console.log(line);
    });
}

async function fromLedger({ config, data, past }: Flags): Promise<BudgetsBody> {
  const configuration = loadBudgetsFor(config, process.cwd());
  if (configuration.budgets.length === 0) {
    throw new OutlayError('there are no budgets: write a budgets.yaml here, or name one with --config');
  }
  const ledger = new Ledger(openExistingLedgerDatabase(data));
  const budgets = new BudgetBook(ledger, configuration);
  const stopForecasts = startForecasts(budgets, {
    clock: () => new Date(),
    onError: (error) => {
      throw error;
    },
  });
  try {
    await pastDaysAreRead(budgets);
    return budgetsBody(budgets, new Date(), past + 1);
  } finally {
    stopForecasts();
    await ledger.close();
  }
}

/** How long a projection is waited for, in milliseconds: half a year of a large ledger takes a few seconds. */
const MAX_WAIT_MS = 10_000;
const LOOK_EVERY_MS = 20;

async function pastDaysAreRead(budgets: BudgetBook): Promise<void> {
  const until = performance.now() + MAX_WAIT_MS;
  const isReading = () =>
    budgets.states(new Date()).some(({ projectionReason }) => projectionReason === PAST_DAYS_ARE_READ);
  while (isReading() && performance.now() < until) await sleep(LOOK_EVERY_MS);
}

async function fromCollector(url: string, past: number): Promise<BudgetsBody> {
  const response = await fetchFromCollector(url, `/api/v1/budgets?periods=${past + 1}`);
  const body: unknown = await response.json();
  if (!z.object({ budgets: z.array(z.object({ name: z.string() })) }).safeParse(body).success) {
    throw new OutlayError(`what answers at ${url} is no Outlay collector`);
  }
  return body as BudgetsBody;
}

function renderBudgets({ budgets }: BudgetsBody): string[] {
  const width = process.stdout.columns || 100;
  const color = process.stdout.isTTY === true && process.stdout.hasColors();
  const lines = renderBudgetTable(budgets, { width, color });
  for (const { name, past = [] } of budgets) {
    if (past.length === 0) continue;
    lines.push('', `${printable(name)}, past periods:`);
    for (const budget of past) {
      const { period, spent, limit, status, spentRatio } = budget;
      const share = spentRatio === null ? '' : ` (${Math.round(spentRatio * 100)} %)`;
      const amounts = `${renderAmount(budget, spent, limit)} of ${renderNamedAmount(budget, limit, limit)}`;
      lines.push(`  ${localDay(period.start, period.timeZone)}  ${amounts}${share}  ${status}`);
    }
  }
  return lines;
}

/** First day of a period by the budget's own calendar. */
function localDay(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' }).format(new Date(instant));
}
