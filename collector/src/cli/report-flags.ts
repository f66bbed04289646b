import { OutlayError } from '../error.ts';
import type { ReportName } from '../usage/named/report-names.ts';
import { GROUP_LABELS } from '../usage/query.ts';
import { TIME_UNITS } from '../usage/time-unit.ts';

/** Options of `outlay report`. */
export interface ReportFlags {
  by?: string;
  where?: string[];
  from?: string;
  to?: string;
  timeZone: string;
  top?: string;
  sort?: string;
  compare?: 'previous';
  format: 'table' | 'csv' | 'json' | 'focus';
  json: boolean;
  csv: boolean;
  data: string;
  url?: string;
}

const DEFAULT_BY = 'provider';

/**
 * The options as parameters of `/api/v1/usage`.
 *
 * @throws OutlayError for a list in --by that is no labels and one unit of time
 */
export function usageQuery(flags: ReportFlags): URLSearchParams {
  requireOneFormat(flags);
  const search = commonQuery(flags);
  const names = (flags.by ?? DEFAULT_BY)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const units = names.filter((name) => (TIME_UNITS as readonly string[]).includes(name));
  const labels = names.filter((name) => !units.includes(name));
  const wrong = labels.filter((name) => !/^[a-z_][a-z0-9_]*$/.test(name));
  if (wrong.length > 0) {
    throw new OutlayError(
      `--by ${wrong.join(',')}: not one of ${[...TIME_UNITS, ...GROUP_LABELS].join(', ')}`,
    );
  }
  if (units.length > 1) throw new OutlayError(`--by ${units.join(',')}: one unit of time at most`);
  if (labels.length > 0) search.set('groupBy', labels.join(','));
  if (units[0] !== undefined) search.set('by', units[0]);
  if (flags.compare !== undefined) search.set('compare', flags.compare);
  return search;
}

/**
 * The options as parameters of `/api/v1/reports/{name}`.
 *
 * @throws OutlayError for options that the report settles itself
 */
export function reportQuery(name: ReportName, flags: ReportFlags): URLSearchParams {
  requireOneFormat(flags);
  const search = commonQuery(flags);
  if (flags.compare !== undefined) {
    throw new OutlayError(`--compare: ${name} compares by itself where it can; leave it out`);
  }
  if (flags.by !== undefined) {
    if (name !== 'users') {
      throw new OutlayError(
        `--by: ${name} settles that by itself; leave it out, or leave ${name} out and use --by alone`,
      );
    }
    search.set('by', flags.by);
  }
  return search;
}

/**
 * The options as parameters of `/api/v1/usage?format=focus`.
 *
 * @throws OutlayError for a report with a name: those have columns of their own
 */
export function focusQuery(name: ReportName | undefined, flags: ReportFlags): URLSearchParams {
  requireOneFormat(flags);
  if (name !== undefined)
    throw new OutlayError(`--format focus: it has columns of its own; leave ${name} out`);
  const search =
    flags.by === undefined && flags.compare === undefined ? commonQuery(flags) : usageQuery(flags);
  search.set('format', 'focus');
  return search;
}

function commonQuery({ where, from, to, timeZone, top, sort }: ReportFlags): URLSearchParams {
  const search = new URLSearchParams({ timeZone });
  for (const [key, value] of Object.entries({ from, to, top, sort })) {
    if (value !== undefined) search.set(key, value);
  }
  for (const text of where ?? []) search.append('where', text);
  return search;
}

function requireOneFormat({ json, csv, format }: ReportFlags): void {
  const asked = [...(json ? ['--json'] : []), ...(csv ? ['--csv'] : [])];
  if (asked.length > 1 || (asked.length === 1 && format !== 'table' && `--${format}` !== asked[0])) {
    throw new OutlayError(
      `${[...asked, ...(format === 'table' ? [] : [`--format ${format}`])].join(' and ')}: choose one of them`,
    );
  }
}
