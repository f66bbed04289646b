import { Command, Option } from 'commander';
import { z } from 'zod';
import { usageBody } from '../api/bodies.ts';
import { parseUsageParameters, usageParameters } from '../api/usage-parameters.ts';
import { OutlayError } from '../error.ts';
import { openExistingLedgerDatabase } from '../ledger/database.ts';
import { Ledger } from '../ledger/ledger.ts';
import { GROUP_LABELS, queryUsage } from '../usage/query.ts';
import { renderUsageCsv } from '../usage/render-csv.ts';
import { TIME_UNITS } from '../usage/time-unit.ts';
import { dataOption } from './collector.ts';
import { renderUsageTable } from './report-table.ts';
import { fetchFromCollector, urlOption } from './source.ts';

const FORMATS = ['table', 'csv', 'json'] as const;

interface Flags {
  by: string;
  from?: string;
  to?: string;
  timeZone: string;
  format: (typeof FORMATS)[number];
  data: string;
  url?: string;
}

type Body = ReturnType<typeof usageBody>;

/** `outlay report`: usage by any label and time. */
export function reportCommand(): Command {
  return new Command('report')
    .description('show what was spent and used, by any label and time')
    .option(
      '--by <list>',
      `any of ${[...TIME_UNITS, ...GROUP_LABELS].join(', ')}, or labels of your services' own`,
      'provider',
    )
    .option('--from <time>', 'first day or time (default: as far back as the ledger goes)')
    .option('--to <time>', 'up to this day or time, which is left out')
    .option('--time-zone <name>', 'IANA time zone of days and hours', 'UTC')
    .addOption(new Option('--format <format>', 'how to print it').choices(FORMATS).default('table'))
    .addOption(dataOption())
    .addOption(urlOption())
    .action(async (flags: Flags) => {
      process.stdout.write(await report(flags));
    });
}

async function report(flags: Flags): Promise<string> {
  const parameters = parametersFrom(flags);
  const query = parseUsageParameters(parameters);
  if (flags.url !== undefined) return reportFromCollector(flags.url, parameters, flags.format);
  const ledger = new Ledger(openExistingLedgerDatabase(flags.data));
  try {
    const result = queryUsage(ledger, query);
    if (flags.format === 'csv') return renderUsageCsv(result, query);
    return rendered(usageBody(result, query), flags.format);
  } finally {
    ledger.close();
  }
}

async function reportFromCollector(
  url: string,
  parameters: z.output<typeof usageParameters>,
  format: Flags['format'],
): Promise<string> {
  const search = new URLSearchParams({
    format: format === 'csv' ? 'csv' : 'json',
    timeZone: parameters.timeZone,
  });
  if (parameters.groupBy.length > 0) search.set('groupBy', parameters.groupBy.join(','));
  for (const key of ['from', 'to', 'by'] as const) {
    const value = parameters[key];
    if (value !== undefined) search.set(key, value);
  }
  const response = await fetchFromCollector(url, `/api/v1/usage?${search}`);
  if (format === 'csv') return response.text();
  const body: unknown = await response.json();
  if (!z.object({ rows: z.array(z.object({ costUsd: z.number() })) }).safeParse(body).success) {
    throw new OutlayError(`what answers at ${url} is no Outlay collector`);
  }
  return rendered(body as Body, format);
}

function rendered(body: Body, format: Flags['format']): string {
  if (format === 'json') return `${JSON.stringify(body, null, 2)}\n`;
  return `${renderUsageTable(body).join('\n')}\n`;
}

function parametersFrom({ by, from, to, timeZone }: Flags): z.output<typeof usageParameters> {
  const names = by.split(',').map((name) => name.trim());
  const units = names.filter((name) => (TIME_UNITS as readonly string[]).includes(name));
  const labels = names.filter((name) => !units.includes(name) && name !== '');
  const wrong = labels.filter((name) => !/^[a-z_][a-z0-9_]*$/.test(name));
  if (wrong.length > 0) {
    throw new OutlayError(
      `--by ${wrong.join(',')}: not one of ${[...TIME_UNITS, ...GROUP_LABELS].join(', ')}`,
    );
  }
  if (units.length > 1) throw new OutlayError(`--by ${units.join(',')}: one unit of time at most`);
  return usageParameters.parse({
    timeZone,
    groupBy: labels.join(','),
    ...(units[0] !== undefined && { by: units[0] }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  });
}
