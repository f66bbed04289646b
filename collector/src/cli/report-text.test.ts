import { describe, expect, it } from 'vitest';
import type { NamedReportBody } from '../usage/named/named-report-body.ts';
import type { FiguresBody, UsageBody, UsageBodyRow } from '../usage/usage-body.ts';
import { displayWidth } from './display-width.ts';
import { renderNamedReport } from './named-report-text.ts';
import { renderUsageTable } from './report-table.ts';
import type { TableStyle } from './table-layout.ts';
import { terminalStyle } from './terminal-style.ts';

const PLAIN: TableStyle = { width: 120, color: false };
const ANSI = /\u001b\[[0-9;]*m/g;

function figures(costUsd: number, requests: number | null, unpriced: number | null): FiguresBody {
  return {
    costUsd,
    costNanoUsd: String(BigInt(Math.round(costUsd * 1e9))),
    estimatedUsd: costUsd > 10 ? 1.5 : 0,
    requests,
    unpriced,
    units: requests === null ? {} : { input_tokens: requests * 1000, output_tokens: requests * 100 },
  };
}

function row(
  labels: Record<string, string>,
  usd: number,
  requests: number | null,
  more: Partial<UsageBodyRow> = {},
) {
  return {
    ...labels,
    ...figures(usd, requests, requests === null ? null : 2),
    costPerRequestUsd: requests ? usd / requests : null,
    shareOfCost: usd / 31.2501,
    ...more,
  };
}

/** Names that are wide, long, hostile or missing, and figures that are large, tiny, new, gone and unknown. */
const BODY: UsageBody = {
  from: '2026-03-01T00:00:00.000Z',
  to: '2026-04-01T00:00:00.000Z',
  groupBy: ['provider', 'feature'],
  previousPeriod: { from: '2026-02-01T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' },
  rows: [
    row({ provider: 'openai', feature: '検索と要約' }, 20, 1234, { costTrend: 'up', costChangeRatio: 0.25 }),
    row({ provider: 'anthropic', feature: 'a-feature-with-a-name-that-goes-on-and-on' }, 10, 50, {
      costTrend: 'down',
      costChangeRatio: -0.034,
    }),
    row({ provider: 'cohere', feature: 'émoji 🎉 naïve' }, 1.25, 10, {
      costTrend: 'new',
      costChangeRatio: null,
    }),
    row({ provider: '\u001b[2Jx\ny' }, 0.00001, null, { costTrend: 'up', costChangeRatio: 20 }),
    row({ provider: 'resend', feature: 'mail' }, 0, 0, { costTrend: 'gone', costChangeRatio: -1 }),
    row({}, 0.00009, null, { otherGroups: 12, costTrend: 'same', costChangeRatio: 0 }),
  ],
  total: { ...figures(31.2501, 1294, 8), costPerRequestUsd: 0.02415, costTrend: 'up', costChangeRatio: 0.1 },
};

const PEAK_HOURS: NamedReportBody = {
  report: 'peak-hours',
  from: '2026-03-02T00:00:00.000Z',
  to: '2026-03-30T00:00:00.000Z',
  timeZone: 'Europe/London',
  measure: 'cost',
  unpriced: 1,
  hours: Array.from({ length: 168 }, (_, index) => {
    const [weekday, hour] = [Math.floor(index / 24) + 1, index % 24];
    const costUsd = weekday > 5 || hour < 7 ? 0 : 12 - Math.abs(hour - 14) + weekday / 10;
    return { weekday, hour, costUsd, costNanoUsd: String(costUsd * 1e9), requests: hour };
  }),
};

const USERS: NamedReportBody = {
  report: 'users',
  from: '2026-03-28T00:00:00.000Z',
  to: '2026-03-30T23:00:00.000Z',
  timeZone: 'Europe/London',
  by: 'day',
  total: 41,
  rows: [
    { start: '2026-03-28T00:00:00.000Z', users: 40 },
    { start: '2026-03-29T00:00:00.000Z', users: 0 },
    { start: '2026-03-29T23:00:00.000Z', users: 3 },
  ],
};

const MONTH: NamedReportBody = {
  report: 'month',
  timeZone: 'UTC',
  usage: { ...BODY, total: { ...BODY.total, previousPeriod: figures(28.409, 900, 0) } },
  previousMonth: {
    ...figures(60, 2000, 0),
    from: '2026-02-01T00:00:00.000Z',
    to: '2026-03-01T00:00:00.000Z',
  },
};

const golden = (lines: readonly string[], name: string) =>
  expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);

describe('renderUsageTable', () => {
  it.each([160, 100, 60, 40])('lays itself out for %d columns', async (width) => {
    const lines = renderUsageTable(BODY, { width, color: false });
    await golden(lines, `usage-${width}`);
    const table = lines.slice(0, lines.indexOf(''));
    for (const line of table) expect(displayWidth(line), line).toBeLessThanOrEqual(width);
  });

  it('says the same in colour, and only then with colours', async () => {
    const plain = renderUsageTable(BODY, PLAIN);
    const colored = renderUsageTable(BODY, { ...PLAIN, color: true });
    await golden(colored, 'usage-color');
    expect(colored.map((line) => line.replace(ANSI, '').trimEnd())).toEqual(plain);
    expect(plain.join()).not.toMatch(ANSI);
  });

  it('never drops requests without a price, however narrow the terminal is', () => {
    const text = renderUsageTable(BODY, { width: 20, color: false }).join('\n');
    expect(text).toMatch(/cost +unpriced/);
    expect(text).toContain('8 requests have no known price: what they cost is not in these figures.');
  });

  it('shows the control characters of a label instead of sending them to the terminal', () => {
    expect(renderUsageTable(BODY).join('|')).toContain('\\u{1b}[2Jx\\u{a}y');
  });

  it('never shows as nothing what cost something', () => {
    expect(renderUsageTable(BODY).join('\n')).toMatch(/<\$0\.0001/);
  });

  it('says so when there is nothing', () => {
    expect(renderUsageTable({ ...BODY, rows: [] })).toEqual(['Nothing was spent or used in this time.']);
  });

  it('leaves columns out that have nothing to say', () => {
    const rows = [row({ provider: 'openai' }, 1, 1, { unpriced: 0, units: {} })];
    const total = { ...figures(1, 1, 0), costPerRequestUsd: 1, units: {} };
    expect(
      renderUsageTable({ ...BODY, previousPeriod: undefined, groupBy: ['provider'], rows, total }, PLAIN)[0],
    ).toMatch(/^provider +cost +share +requests +per request$/);
  });
});

describe('renderNamedReport', () => {
  it.each([
    ['peak-hours', PEAK_HOURS, 80],
    ['peak-hours', PEAK_HOURS, 40],
    ['users', USERS, 80],
    ['month', MONTH, 100],
  ] as const)('draws %s (%#)', async (name, body, width) => {
    await golden(renderNamedReport(body, { width, color: false }), `${name}-${width}`);
  });

  it('colours the map by its shades', async () => {
    await golden(renderNamedReport(PEAK_HOURS, { width: 80, color: true }), 'peak-hours-color');
  });

  it('says how users become known where there are none', () => {
    const text = renderNamedReport({ ...USERS, total: 0 } as NamedReportBody, PLAIN).join('\n');
    expect(text).toContain('No user is known');
  });
});

describe('displayWidth', () => {
  it.each([
    ['plain', 5],
    ['検索', 4],
    ['한국', 4],
    ['ﾊﾝｶｸ', 4],
    ['ＡＢ', 4],
    ['e\u0301', 1],
    ['👩‍👩‍👧', 2],
    ['❤️', 2],
    ['\u200d', 0],
  ])('of %s is %d', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('terminalStyle', () => {
  it('is plain and as wide as it takes where the output is no terminal', () => {
    expect(terminalStyle({ isTTY: false, columns: 80, hasColors: () => true })).toEqual({
      width: Infinity,
      color: false,
    });
    expect(terminalStyle({ isTTY: true, columns: 80, hasColors: () => true })).toEqual({
      width: 80,
      color: true,
    });
    expect(terminalStyle({ isTTY: true, columns: 80, hasColors: () => false }).color).toBe(false);
  });
});
