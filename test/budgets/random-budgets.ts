import type { CalendarEntry } from './naive-calendar.ts';
import type { Random } from './random.ts';

/** An entry of `budgets.yaml`, in one of the ways in which it may be written. */
export interface BudgetEntry extends CalendarEntry {
  readonly name: string;
  readonly match: Readonly<Record<string, readonly string[]>>;
  readonly limit: number;
  readonly limits: Readonly<Record<string, number>>;
  readonly currency?: string;
  readonly unit?: string;
  readonly profile?: 'conservative' | 'standard' | 'aggressive';
  readonly overrides?: Readonly<Record<string, { readonly limit: number }>>;
}

type Measure = Pick<BudgetEntry, 'currency' | 'unit'>;

export interface BudgetsFile {
  readonly exchangeRates: Readonly<
    Record<string, readonly { readonly from: string; readonly perUsd: number }[]>
  >;
  readonly budgets: readonly BudgetEntry[];
}

const ZONES = ['UTC', 'Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'] as const;
const PROVIDER_MATCHES = [[], [], ['openai'], ['openai', 'resend'], ['*n*']] as const;
const TENANT_MATCHES = [[], [], ['acme'], ['*'], ['glob*', 'initech']] as const;

const MEASURES: readonly [Measure, ...Measure[]] = [
  {},
  { currency: 'USD' },
  { currency: 'GBP' },
  { currency: 'EUR' },
  { unit: 'emails' },
  { unit: 'tokens' },
  { unit: 'output_tokens' },
  { unit: 'requests' },
];

export function randomBudget(random: Random, index: number): BudgetEntry {
  const calendar = randomCalendar(random);
  const measure = random.pick(MEASURES);
  const isUnit = measure.unit !== undefined;
  const isTemplate = random.chance(0.2) && !(isUnit && measure.unit === 'requests');
  const provider = random.pick(PROVIDER_MATCHES);
  const tenant =
    isUnit && measure.unit === 'requests' ? [] : isTemplate ? ['*'] : random.pick(TENANT_MATCHES);
  const largest = !isUnit ? 60 : measure.unit === 'requests' ? 100 : 400_000;
  return {
    name: `budget ${index}${isTemplate ? ' of {tenant}' : ''}`,
    match: { ...(provider.length > 0 && { provider }), ...(tenant.length > 0 && { tenant }) },
    limit: random.whole(0, largest),
    limits: randomLimits(random, calendar),
    ...measure,
    ...calendar,
    ...(random.chance(0.3) && { profile: random.pick(['conservative', 'standard'] as const) }),
    ...(isTemplate && { overrides: { acme: { limit: random.whole(1, largest) }, 'i*': { limit: 7 } } }),
  };
}

function randomCalendar(random: Random): CalendarEntry {
  const timeZone = random.pick(ZONES);
  const monthStart = random.pick([1, 1, 5, 15, 28, 29, 30, 31]);
  const yearStart = random.pick(['january', 'april', 'november'] as const);
  return random.pick<CalendarEntry>([
    { period: 'day', timeZone },
    { period: 'week', timeZone, weekStart: random.pick(['monday', 'sunday', 'saturday'] as const) },
    { period: 'month', timeZone, monthStart },
    { period: 'month', timeZone },
    { period: 'quarter', timeZone, monthStart, yearStart },
    { period: 'year', timeZone, monthStart, yearStart },
    { period: { from: '2027-10-31', to: '2028-04-02' }, timeZone },
  ]);
}

/** A limit of its own for one month or year, where the period has such a name. */
function randomLimits(random: Random, { period }: CalendarEntry): Record<string, number> {
  if (period === 'month') return { [`2028-0${random.whole(1, 9)}`]: random.whole(0, 90) };
  return period === 'year' ? { '2028': random.whole(0, 900) } : {};
}
