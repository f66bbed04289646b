import type { BudgetEntry, OverrideEntry } from './budget-entry.ts';
import { calendarMistakes, calendarOf } from './calendar-schema.ts';
import { editDistance } from './did-you-mean.ts';
import { matchesGlob } from './match.ts';
import { KNOWN_UNITS, labelsOfUnit } from './measure.ts';
import type { Calendar } from './period.ts';
import { readPeriodName } from './period-limits.ts';
import { templateLabels } from './template.ts';
import { thresholdMistake, thresholdsOf } from './threshold-schema.ts';

/** Something in a budget's entry that cannot be meant; `path` leads to it from the entry. */
export interface BudgetMistake {
  readonly path: readonly string[];
  readonly message: string;
}

/** Finds what is wrong between the keys of one entry; each key by itself is in order. */
export function budgetMistakes(entry: BudgetEntry, ownLabels: readonly string[]): BudgetMistake[] {
  const calendar = calendarOf(entry);
  return [
    ...calendarMistakes(entry).map(({ key, message }) => ({ path: [key], message })),
    ...measureMistakes(entry, ownLabels),
    ...templateMistakes(entry),
    ...termMistakes(entry, entry, calendar, []),
    ...Object.entries(entry.overrides).flatMap(([value, override]) => [
      ...overrideMistakes(entry, value, override),
      ...termMistakes(entry, override, calendar, ['overrides', value]),
    ]),
  ];
}

function measureMistakes(
  { unit, currency, match }: BudgetEntry,
  ownLabels: readonly string[],
): BudgetMistake[] {
  if (unit === undefined) return [];
  if (currency !== undefined) {
    return [
      { path: ['unit'], message: 'a budget counts either money or a unit; leave currency or unit out' },
    ];
  }
  const mistakes: BudgetMistake[] = [];
  const meant = KNOWN_UNITS.find((known) => known !== unit && editDistance(known, unit) === 1);
  if (meant !== undefined && !KNOWN_UNITS.includes(unit)) {
    mistakes.push({ path: ['unit'], message: `"${unit}" is not counted; did you mean "${meant}"?` });
  }
  const kept = labelsOfUnit(unit, ownLabels);
  for (const label of Object.keys(match)) {
    if (kept.includes(label)) continue;
    mistakes.push({
      path: ['match', label],
      message: `${unit} are not counted by ${label}; a budget on them can match ${kept.join(', ')}`,
    });
  }
  return mistakes;
}

function templateMistakes({ name, match, overrides }: BudgetEntry): BudgetMistake[] {
  const labels = templateLabels(name);
  const mistakes = labels
    .filter((label) => !Object.hasOwn(match, label))
    .map((label) => ({
      path: ['name'],
      message: `the template {${label}} needs a match on ${label}, such as ${label}: "*"`,
    }));
  if (Object.keys(overrides).length > 0 && labels.length !== 1) {
    mistakes.push({
      path: ['overrides'],
      message:
        'overrides go with a template of one label, such as name: "tenant-{tenant}", whose values they name; write other budgets out',
    });
  }
  return mistakes;
}

function overrideMistakes(
  { name, match }: BudgetEntry,
  value: string,
  override: OverrideEntry,
): BudgetMistake[] {
  const [label] = templateLabels(name);
  const patterns = label === undefined ? undefined : (match as Record<string, string[] | undefined>)[label];
  const mistakes: BudgetMistake[] = [];
  if (patterns && !/[*?]/.test(value) && !patterns.some((pattern) => matchesGlob(pattern, value))) {
    mistakes.push({
      path: ['overrides', value],
      message: `no budget is made for ${label} "${value}", as match lets only ${patterns.join(', ')} in`,
    });
  }
  const { limits, labels, ...rest } = override;
  const changes = [...Object.values(rest), ...Object.keys(limits), ...Object.keys(labels)];
  if (changes.every((change) => change === undefined)) {
    mistakes.push({
      path: ['overrides', value],
      message: 'changes nothing; give it a limit, or leave it out',
    });
  }
  return mistakes;
}

/** Mistakes of levels and limits, of the entry itself or of one of its overrides. */
function termMistakes(
  entry: BudgetEntry,
  terms: BudgetEntry | OverrideEntry,
  calendar: Calendar,
  path: readonly string[],
): BudgetMistake[] {
  const mistakes: BudgetMistake[] = [];
  const ownLevels = terms.profile !== undefined || terms.thresholds !== undefined;
  const thresholds = thresholdsOf(ownLevels ? terms : entry);
  const thresholdsMistake = ownLevels ? thresholdMistake(thresholds) : undefined;
  if (thresholdsMistake !== undefined)
    mistakes.push({ path: [...path, 'thresholds'], message: thresholdsMistake });

  const named = new Map<string, string>();
  for (const key of Object.keys(terms.limits)) {
    const reading = readPeriodName(key, calendar);
    if ('mistake' in reading) {
      mistakes.push({ path: [...path, 'limits', key], message: reading.mistake });
      continue;
    }
    const other = named.get(reading.name);
    if (other !== undefined) {
      mistakes.push({
        path: [...path, 'limits', key],
        message: `is the same period as ${other}; leave one out`,
      });
    }
    named.set(reading.name, key);
  }
  const amounts = [terms.limit ?? entry.limit, ...Object.values(terms.limits)];
  if (thresholds.exceeded === null && amounts.includes(0)) {
    mistakes.push({
      path: [...path, 'limit'],
      message:
        'a limit of 0 has only the level exceeded, which this budget lacks; set thresholds: { exceeded: 1 }',
    });
  }
  return mistakes;
}
