import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Recorded spend that belongs to no project of ours and is not copied into it. */
const TRACES = fileURLToPath(new URL('../../../../shared/data/traces/', import.meta.url));

export const hasTraces = () => existsSync(`${TRACES}projection_baseline.csv`);

/**
 * Three series by day, of which one is cut into calendar months too, and the errors of eight simple methods on them as
 * others measured them.
 */
export function readTraces() {
  const burst = rowsOf(readFileSync(`${TRACES}burstgpt1_daily.csv`, 'utf8'));
  const calls = rowsOf(gunzipSync(readFileSync(`${TRACES}hn_app_openai_calls.csv.gz`)).toString('utf8'));
  const app = spendByDay(calls);
  const rolling = (name, amounts) => ({ name, amounts, windows: rollingWindows(amounts.length) });
  const series = [
    rolling(
      'burstgpt (tokens, 61 d)',
      burst.map((row) => Number(row[2])),
    ),
    rolling(
      'burstgpt (requests, 61 d)',
      burst.map((row) => Number(row[1])),
    ),
    rolling('hn_app ($, 182 d)', app.amounts),
    { name: 'hn_app ($, 182 d)', amounts: app.amounts, windows: calendarMonths(app), isCalendar: true },
  ];
  const baseline = readBaseline();
  return series.map((entry) => ({
    ...entry,
    simple: baseline.get(`${entry.name} ${entry.isCalendar ? 'calendar' : 'rolling30'}`),
  }));
}

const WINDOW = 30;

export function rollingWindows(length) {
  return Array.from({ length: Math.max(0, length - WINDOW + 1) }, (_, start) => ({ start, days: WINDOW }));
}

/** The recording breaks off in the middle of its last day, which therefore does not count. */
function spendByDay(calls) {
  const byDay = new Map();
  for (const row of calls) {
    const day = Date.parse(`${row[0].slice(0, 10)}T00:00:00Z`) / 86_400_000;
    byDay.set(day, (byDay.get(day) ?? 0) + Number(row[7]));
  }
  const first = Math.min(...byDay.keys());
  const days = Math.max(...byDay.keys()) - first;
  return { first, amounts: Array.from({ length: days }, (_, index) => byDay.get(first + index) ?? 0) };
}

/** The months that the recording covers whole. */
function calendarMonths({ first, amounts }) {
  const months = [];
  for (let start = 0; start < amounts.length; start += 1) {
    const date = new Date((first + start) * 86_400_000);
    if (date.getUTCDate() !== 1) continue;
    const days = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    if (start + days <= amounts.length) months.push({ start, days });
  }
  return months;
}

/** WAPE in percent of the simple methods, by series and day. */
function readBaseline() {
  const text = readFileSync(`${TRACES}projection_baseline.csv`, 'utf8');
  const names = text.slice(0, text.indexOf('\n')).split(',');
  const bySeries = new Map();
  for (const row of rowsOf(text)) {
    const key = `${row[0]} ${row[1]}`;
    const errors = names.flatMap((name, column) =>
      name.startsWith('wape_') ? [[name.slice('wape_'.length), Number(row[column])]] : [],
    );
    const byDay = bySeries.get(key) ?? new Map();
    byDay.set(Number(row[3]), Object.fromEntries(errors));
    bySeries.set(key, byDay);
  }
  return bySeries;
}

/** Rows without the header; a field in quotes may hold commas. */
function rowsOf(text) {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map(([, plain, quoted]) => quoted ?? plain));
}
