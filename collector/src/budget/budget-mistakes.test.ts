import { describe, expect, it } from 'vitest';
import { ConfigurationError, parseBudgets } from './load-configuration.ts';

/** What is wrong with one budget that is otherwise in order; its keys begin on line 4. */
function mistakesOf(lines: string): readonly string[] {
  const text = `budgets:\n  - name: a\n    limit: 1\n    ${lines.replaceAll('\n', '\n    ')}\n`;
  try {
    parseBudgets(text, 'budgets.yaml');
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes;
    throw error;
  }
  return [];
}

const TENANT = 'match: { tenant: "*" }';

describe('a budget', () => {
  it.each([
    [
      'period: monthly',
      '4: budgets[1].period: must be one of day, week, month, quarter, year, or dates such as { from: 2026-03-01, to: 2026-06-01 }; did you mean "month"?',
    ],
    [
      'period: { from: 2026-03-01, until: 2026-06-01 }',
      '4: budgets[1].period.to: is missing; it must be a string',
    ],
    ['period: { from: 2026-02-30, to: 2026-06-01 }', '4: budgets[1].period.from: is no day of the calendar'],
    [
      'period: { from: 2026-06-01, to: 2026-06-01 }',
      '4: budgets[1].period: ends before it begins: "to" is the day after the last one, and later than "from"',
    ],
    [
      'period: week\nweekStart: Sundays',
      '5: budgets[1].weekStart: must be one of monday, tuesday, wednesday, thursday, friday, saturday, sunday; did you mean "sunday"?',
    ],
    [
      'weekStart: sunday',
      '4: budgets[1].weekStart: goes with period: week only, not with month; leave it out',
    ],
    [
      'period: week\nmonthStart: 15',
      '5: budgets[1].monthStart: goes with period: month or quarter or year only, not with week; leave it out',
    ],
    ['monthStart: 32', '4: budgets[1].monthStart: must be a day of the month, 1 to 31'],
    [
      'yearStart: april',
      '4: budgets[1].yearStart: goes with period: quarter or year only, not with month; leave it out',
    ],
    [
      'period: year\nyearStart: Apryl',
      '5: budgets[1].yearStart: must be one of january, february, march, april, may, june, july, august, september, october, november, december; did you mean "april"?',
    ],
    ['month_start: 15', '4: budgets[1]: unknown key "month_start"; did you mean "monthStart"?'],
    ['override: {}', '4: budgets[1]: unknown key "override"; did you mean "overrides"?'],
    [
      'profile: agressive',
      '4: budgets[1].profile: must be one of conservative, standard, aggressive; did you mean "aggressive"?',
    ],
    [
      'thresholds: { critcal: 0.9 }',
      '4: budgets[1].thresholds: unknown key "critcal"; did you mean "critical"?',
    ],
    ['thresholds: { exceeded: never }', '4: budgets[1].thresholds.exceeded: must be a number'],
    [
      'thresholds: { critical: 1.1 }',
      '4: budgets[1].thresholds: critical must not be above exceeded, which is 1; set exceeded too',
    ],
    ['limits: { "2026-2": 5 }', '4: budgets[1].limits.2026-2: is no month; write one such as 2026-02'],
    ['limits: { 2026-02: -5 }', '4: budgets[1].limits.2026-02: must be 0 or more'],
    [
      'period: week\nlimits: { 2026-02-18: 5 }',
      '5: budgets[1].limits.2026-02-18: begins no week of this budget: that one begins on 2026-02-16',
    ],
    [
      'period: quarter\nyearStart: february\nlimits: { 2026-Q2: 5 }',
      '6: budgets[1].limits.2026-Q2: begins no quarter of this budget: they begin in february, may, august, november',
    ],
    [
      'period: quarter\nlimits: { 2026-Q2: 5, 2026-04: 6 }',
      '5: budgets[1].limits.2026-04: is the same period as 2026-Q2; leave one out',
    ],
    [
      'period: { from: 2026-03-01, to: 2026-06-01 }\nlimits: { 2026-04: 5 }',
      '5: budgets[1].limits.2026-04: fixed dates are one period, which has the one limit; leave limits out',
    ],
    [
      'profile: aggressive\nlimits: { 2026-02: 0 }',
      '3: budgets[1].limit: a limit of 0 has only the level exceeded, which this budget lacks; set thresholds: { exceeded: 1 }',
    ],
    [
      'unit: emails\ncurrency: USD',
      '4: budgets[1].unit: a budget counts either money or a unit; leave currency or unit out',
    ],
    ['unit: email', '4: budgets[1].unit: "email" is not counted; did you mean "emails"?'],
    [
      'unit: requests\nmatch: { tenant: acme }',
      '5: budgets[1].match.tenant: requests are not counted by tenant; a budget on them can match provider, operation, model, feature, environment, job',
    ],
    [
      'unit: tokens\nmatch: { triggered_by: cron }',
      '5: budgets[1].match.triggered_by: tokens are not counted by triggered_by; a budget on them can match provider, operation, model, feature, tenant, environment, job',
    ],
    [
      `${TENANT}\noverrides: { acme: { limit: 5 } }`,
      '5: budgets[1].overrides: overrides go with a template of one label, such as name: "tenant-{tenant}", whose values they name; write other budgets out',
    ],
    [
      'labels: { severity: high }',
      '4: budgets[1].labels.severity: is a label that alerts have already; choose another name',
    ],
    [
      'labels: { Team: search }',
      '4: budgets[1].labels.Team: must be a label name of small letters, digits and _, such as cost_center',
    ],
    [`owner: ${'x'.repeat(129)}`, '4: budgets[1].owner: must have at most 128 characters'],
    [`notes: ${'x'.repeat(501)}`, '4: budgets[1].notes: must have at most 500 characters'],
  ])('with %j is refused', (lines, mistake) => {
    expect(mistakesOf(lines)).toContain(`budgets.yaml:${mistake}`);
  });

  it.each([
    [
      'overrides: { initech: { limit: 5 } }',
      '5: budgets[1].overrides.initech: no budget is made for tenant "initech", as match lets only acme, glob* in',
    ],
    [
      'overrides: { acme: {} }',
      '5: budgets[1].overrides.acme: changes nothing; give it a limit, or leave it out',
    ],
    [
      'overrides: { acme: { limt: 5 } }',
      '5: budgets[1].overrides.acme: unknown key "limt"; did you mean "limit"?',
    ],
    [
      'overrides: { acme: { limits: { february: 5 } } }',
      '5: budgets[1].overrides.acme.limits.february: is no month; write one such as 2026-02',
    ],
  ])('of a template with %j is refused', (lines, mistake) => {
    const text = `budgets:\n  - name: "t-{tenant}"\n    limit: 1\n    match: { tenant: [acme, "glob*"] }\n    ${lines}\n`;
    expect(() => parseBudgets(text, 'budgets.yaml')).toThrow(`budgets.yaml:${mistake}`);
  });

  it('may count a unit that only the application knows', () => {
    expect(mistakesOf('unit: parcels\nmatch: { provider: dhl }')).toEqual([]);
  });
});

describe('the levels of a budget', () => {
  const levels = (lines: string) =>
    parseBudgets(`budgets: [{ name: a, limit: 1, ${lines} }]`, 'budgets.yaml').budgets[0]?.thresholds;

  it('are those of its profile, changed by its own', () => {
    expect(levels('profile: conservative')).toEqual({ warning: 0.6, critical: 0.9, exceeded: 1 });
    expect(levels('profile: standard')).toEqual({ warning: 0.8, critical: 0.9, exceeded: 1.1 });
    expect(levels('profile: aggressive')).toEqual({ warning: 0.9, critical: 1, exceeded: null });
    expect(levels('profile: standard, thresholds: { warning: none, exceeded: 1.5 }')).toEqual({
      warning: null,
      critical: 0.9,
      exceeded: 1.5,
    });
  });

  it('are only those that it names, where it names some and no profile', () => {
    expect(levels('thresholds: { warning: 0.5 }')).toEqual({ warning: 0.5, critical: null, exceeded: 1 });
  });
});
