import { describe, expect, it } from 'vitest';
import { ConfigurationError, loadBudgets, parseBudgets } from './load-configuration.ts';

const mistakesOf = (text: string): readonly string[] => {
  try {
    parseBudgets(text, 'budgets.yaml');
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes;
    throw error;
  }
  return [];
};

describe('parseBudgets', () => {
  it('fills in what a budget leaves out', () => {
    const { budgets } = parseBudgets('budgets:\n  - name: all\n    limit: 10\n', 'budgets.yaml');
    expect(budgets).toMatchObject([
      {
        name: 'all',
        match: {},
        limit: 10,
        limits: {},
        measure: { name: 'USD', isMoney: true },
        calendar: { kind: 'month', timeZone: 'UTC', monthStart: 1 },
        thresholds: { warning: 0.75, critical: 0.9, exceeded: 1 },
        overrides: [],
        labels: {},
      },
    ]);
  });

  it('takes one pattern or a list of them, numbers too', () => {
    const { budgets } = parseBudgets(
      'budgets:\n  - { name: a, limit: 1, match: { provider: [openai, "anth*"], tenant: 42 } }',
      'budgets.yaml',
    );
    expect(budgets[0]?.match).toEqual({ provider: ['openai', 'anth*'], tenant: ['42'] });
  });

  it('takes an empty file for no budgets', () => {
    expect(parseBudgets('', 'budgets.yaml')).toEqual({ labels: [], budgets: [], exchangeRates: {} });
  });

  it.each([
    [
      'a mistyped key',
      'budgets:\n  - name: a\n    limit: 1\n    treshold: { warning: 0.5 }',
      'budgets.yaml:4: budgets[1]: unknown key "treshold"; did you mean "thresholds"?',
    ],
    [
      'a missing limit',
      'budgets:\n  - name: a',
      'budgets.yaml:2: budgets[1].limit: is missing; it must be a number',
    ],
    [
      'a limit in words',
      'budgets:\n  - name: a\n    limit: ten',
      'budgets.yaml:3: budgets[1].limit: must be a number',
    ],
    [
      'an unknown period',
      'budgets:\n  - name: a\n    limit: 1\n    period: fortnight',
      'budgets.yaml:4: budgets[1].period: must be one of day, week, month, quarter, year, or dates such as { from: 2026-03-01, to: 2026-06-01 }',
    ],
    [
      'an unknown time zone',
      'budgets:\n  - name: a\n    limit: 1\n    timeZone: Mars/Olympus',
      'budgets.yaml:4: budgets[1].timeZone: must be an IANA time zone such as Europe/London or UTC',
    ],
    [
      'a currency without a rate',
      'budgets:\n  - name: a\n    limit: 1\n    currency: EUR',
      'budgets.yaml:4: budgets[1].currency: a budget in EUR needs a rate: add exchangeRates: { EUR: [{ from: 2026-01-01, perUsd: ... }] }',
    ],
    [
      'thresholds the wrong way round',
      'budgets:\n  - name: a\n    limit: 1\n    thresholds: { warning: 0.9, critical: 0.5 }',
      'budgets.yaml:4: budgets[1].thresholds: warning must be below critical',
    ],
    [
      'a threshold in percent',
      'budgets:\n  - name: a\n    limit: 1\n    thresholds: { warning: 75 }',
      'budgets.yaml:4: budgets[1].thresholds.warning: is a share of the limit: 0.75 means 75 %',
    ],
    [
      'a label that spend does not have',
      'budgets:\n  - name: a\n    limit: 1\n    match: { team: x }',
      'budgets.yaml:4: budgets[1].match: unknown key "team"; a budget can match provider, operation, model, pricing, feature, tenant, triggered_by, environment, job, user, and own labels that the file\'s "labels" names',
    ],
    [
      'more own labels than are sent',
      'labels: [a, b, c, d, e, f]',
      'budgets.yaml:1: labels: must be at most 5 names: the instrumentation sends no more',
    ],
    [
      'an own label that is no label name',
      'labels: [Plan]',
      'budgets.yaml:1: labels[1]: must be a label name of small letters, digits and _, such as plan',
    ],
    [
      'an own label that Outlay has already',
      'labels: [tenant]',
      'budgets.yaml:1: labels[1]: is a label that every budget can match already; leave it out',
    ],
    [
      'a user beside a model',
      'budgets:\n  - name: a\n    limit: 1\n    match: { user: u, model: m }',
      'budgets.yaml:4: budgets[1].match: a budget that matches user can match only tenant and provider beside it: spend by user is kept by those',
    ],
    [
      'two budgets of one name',
      'budgets:\n  - { name: a, limit: 1 }\n  - { name: a, limit: 2 }',
      'budgets.yaml:3: budgets[2].name: a budget named "a" stands already at position 1; names must differ',
    ],
    [
      'a template without its match',
      'budgets:\n  - name: "tenant-{tenant}"\n    limit: 1',
      'budgets.yaml:2: budgets[1].name: the template {tenant} needs a match on tenant, such as tenant: "*"',
    ],
    [
      'a day that does not exist',
      'exchangeRates:\n  GBP:\n    - { from: 2026-02-30, perUsd: 0.8 }\nbudgets: []',
      'budgets.yaml:3: exchangeRates.GBP[1].from: is no day of the calendar',
    ],
    [
      'a month that does not exist',
      'exchangeRates:\n  GBP:\n    - { from: 2026-13-45, perUsd: 0.8 }\nbudgets: []',
      'budgets.yaml:3: exchangeRates.GBP[1].from: is no day of the calendar',
    ],
    [
      'two rates of one day',
      'exchangeRates:\n  GBP: [{ from: 2026-01-01, perUsd: 0.8 }, { from: 2026-01-01, perUsd: 0.7 }]',
      'budgets.yaml:2: exchangeRates.GBP: two rates begin on the same day; leave one of them out',
    ],
    [
      'a rate that is next to nothing',
      'exchangeRates:\n  GBP: [{ from: 2026-01-01, perUsd: 1e-12 }]',
      'budgets.yaml:2: exchangeRates.GBP[1].perUsd: must be at least 0.000001: units of the currency for one US dollar',
    ],
    [
      'a label without a value',
      'budgets:\n  - name: a\n    limit: 1\n    match: { tenant: }',
      'budgets.yaml:4: budgets[1].match.tenant: must be a value, a glob such as "gpt-*", or a list of these',
    ],
    [
      'a negative limit',
      'budgets:\n  - name: a\n    limit: -5',
      'budgets.yaml:3: budgets[1].limit: must be 0 or more',
    ],
    [
      'a currency in lower case',
      'exchangeRates:\n  gbp: [{ from: 2026-01-01, perUsd: 0.8 }]',
      'budgets.yaml:2: exchangeRates.gbp: must be an ISO 4217 code of three capital letters, such as USD, GBP or EUR',
    ],
    ['a list where a map belongs', '- a\n- b', 'budgets.yaml:1: must be an object'],
  ])('says line, place and remedy of %s', (_, text, mistake) => {
    expect(mistakesOf(text)).toEqual([mistake]);
  });

  it('names every mistake at once, not one at a time', () => {
    expect(mistakesOf('budgets:\n  - name: a\n  - limit: -1\n    name: b')).toHaveLength(2);
  });

  it('says where YAML itself ends', () => {
    expect(mistakesOf('budgets:\n  - name: "a\n')[0]).toMatch(/^budgets\.yaml:\d+: not YAML: /);
  });
});

describe('loadBudgets', () => {
  it('says which file cannot be read', () => {
    expect(() => loadBudgets('/nowhere/budgets.yaml')).toThrow(
      /\/nowhere\/budgets\.yaml: cannot be read .*--config/,
    );
  });
});
