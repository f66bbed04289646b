import { pipeline } from 'node:stream/promises';
import { Argument, Command, Option } from 'commander';
import type { z } from 'zod';
import { parseNamedReportParameters, reportParameters } from '../api/report-parameters.ts';
import { parseFocusParameters, parseReportParameters, usageParameters } from '../api/usage-parameters.ts';
import { OutlayError } from '../error.ts';
import { LedgerReader } from '../ledger/reading/ledger-reader.ts';
import { renderFocusCsv } from '../usage/focus/render-focus.ts';
import { namedReportBodySchema } from '../usage/named/named-report-body.ts';
import { runNamedReport } from '../usage/named/named-report.ts';
import { REPORT_NAMES, type ReportName } from '../usage/named/report-names.ts';
import { renderNamedCsv } from '../usage/named/render-named-csv.ts';
import { GROUP_LABELS, queryUsage } from '../usage/query.ts';
import { renderUsageCsv } from '../usage/render-csv.ts';
import { TIME_UNITS } from '../usage/time-unit.ts';
import { usageBody, usageBodySchema } from '../usage/usage-body.ts';
import { type UsageSource, reportUsage } from '../usage/usage-report.ts';
import { dataOption } from './collector.ts';
import { renderNamedReport } from './named-report-text.ts';
import { type ReportFlags, focusQuery, reportQuery, usageQuery } from './report-flags.ts';
import { renderUsageTable } from './report-table.ts';
import { fetchFromCollector, urlOption } from './source.ts';
import { terminalStyle } from './terminal-style.ts';

const FORMATS = ['table', 'csv', 'json', 'focus'] as const;

/** `outlay report`: usage by any label and time, and reports with names. */
export function reportCommand(): Command {
  return new Command('report')
    .description('show what was spent and used, by any label and time')
    .addArgument(
      new Argument('[name]', 'a report with a name; without one, say with --by what to show').choices(
        REPORT_NAMES,
      ),
    )
    .option(
      '--by <list>',
      `any of ${[...TIME_UNITS, ...GROUP_LABELS].join(', ')}, or labels of your services' own (default: provider)`,
    )
    .option('--where <label=value,...>', 'only spend with these labels; globs such as model=gpt-*', collect)
    .option('--from <time>', 'first day or time (default: as far back as the ledger goes)')
    .option('--to <time>', 'up to this day or time, which is left out')
    .option('--time-zone <name>', 'IANA time zone of days and hours', 'UTC')
    .option('--top <number>', 'as many rows, the others added up in one')
    .option('--sort <by>', 'cost, requests or a unit such as input_tokens: the largest first')
    .addOption(
      new Option('--compare <with>', 'trend against the period before, of the same length').choices([
        'previous',
      ]),
    )
    .addOption(new Option('--format <format>', 'how to print it').choices(FORMATS).default('table'))
    .option('--json', 'the same as --format json', false)
    .option('--csv', 'the same as --format csv', false)
    .addOption(dataOption())
    .addOption(urlOption())
    .addHelpText('after', HELP)
    .action(async (name: ReportName | undefined, flags: ReportFlags) => {
      if (flags.format === 'focus') await printFocus(name, flags);
      else process.stdout.write(await (name === undefined ? report(flags) : namedReport(name, flags)));
    });
}

const HELP = `
Reports with names:
  daily         each day of the last two weeks, against the same day of the two before
  month         the month to date by provider, against the same days of the last one and all of it
  top-features  what the costliest features of the last 30 days cost, against the 30 days before
  top-users     the same by user
  peak-hours    a map of the hours of the week, over four weeks (--sort requests: by requests)
  users         how many different users there were each day (--by hour: each hour)

--format focus prints the FOCUS 1.2 data set of finance tools, one row a UTC day and set of labels; it takes --from, --to
and --where.`;

function collect(text: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), text];
}

async function report(flags: ReportFlags): Promise<string> {
  const search = usageQuery(flags);
  const parameters = parsed(usageParameters, search);
  const options = parseReportParameters(parameters, new Date());
  const body =
    flags.url === undefined
      ? await withLedger(flags.data, async (source) =>
          usageBody(await reportUsage(source, options), options.query),
        )
      : await fetchBody(flags.url, '/api/v1/usage', search, usageBodySchema);
  return printed(flags, body, renderUsageCsv, renderUsageTable);
}

/** The FOCUS export is as long as the ledger: it is printed as it is made. */
async function printFocus(name: ReportName | undefined, flags: ReportFlags): Promise<void> {
  const search = focusQuery(name, flags);
  const options = parseFocusParameters(parsed(usageParameters, search));
  if (flags.url === undefined) {
    await withLedger(flags.data, (source) =>
      pipeline(renderFocusCsv(source, options), process.stdout, { end: false }),
    );
    return;
  }
  const { body } = await fetchFromCollector(flags.url, `/api/v1/usage?${search}`);
  if (body !== null) await pipeline(body, process.stdout, { end: false });
}

async function namedReport(name: ReportName, flags: ReportFlags): Promise<string> {
  const search = reportQuery(name, flags);
  const options = parseNamedReportParameters(parsed(reportParameters, search), new Date());
  const body =
    flags.url === undefined
      ? await withLedger(flags.data, (source) => runNamedReport(name, source, options))
      : await fetchBody(flags.url, `/api/v1/reports/${name}`, search, namedReportBodySchema);
  return printed(flags, body, renderNamedCsv, renderNamedReport);
}

function printed<Body>(
  { format, json, csv }: ReportFlags,
  body: Body,
  renderCsv: (body: Body) => string,
  renderText: (body: Body, style: ReturnType<typeof terminalStyle>) => string[],
): string {
  if (json || format === 'json') return `${JSON.stringify(body, null, 2)}\n`;
  if (csv || format === 'csv') return renderCsv(body);
  return `${renderText(body, terminalStyle(process.stdout)).join('\n')}\n`;
}

/** Parameters are those of the API, and refused in its words. */
function parsed<Schema extends z.ZodType>(schema: Schema, search: URLSearchParams): z.output<Schema> {
  const result = schema.safeParse(recordFrom(search));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new OutlayError(`--${String(issue?.path[0] ?? '')}: ${issue?.message ?? 'cannot be read'}`);
}

function recordFrom(search: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(search.keys())].map((key) => {
      const values = search.getAll(key);
      return [key, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

async function withLedger<T>(data: string, read: (source: UsageSource) => Promise<T>): Promise<T> {
  const reader = LedgerReader.open(data);
  try {
    return await read((query) => queryUsage(reader, query));
  } finally {
    reader.close();
  }
}

async function fetchBody<Schema extends z.ZodType>(
  url: string,
  path: string,
  search: URLSearchParams,
  schema: Schema,
): Promise<z.output<Schema>> {
  const response = await fetchFromCollector(url, `${path}?${search}`);
  const body: unknown = await response.json();
  if (!schema.safeParse(body).success) {
    throw new OutlayError(`what answers at ${url} is no Outlay collector of this version`);
  }
  // As it was sent: what was parsed has its keys in another order.
  return body as z.output<Schema>;
}
