import { NaiveCalendar, localDate } from './naive-calendar.ts';
import type { BudgetEntry, BudgetsFile } from './random-budgets.ts';
import type { SyntheticCall } from './synthetic-calls.ts';

/** What a budget must show, worked out from all calls there were. */
export interface ExpectedState {
  readonly name: string;
  readonly limit: number;
  /** Billionths of the currency, or whole units. */
  readonly spent: bigint;
  readonly status: string;
}

interface DatedCall {
  readonly call: SyntheticCall;
  readonly date: string;
  readonly firstDay: string | undefined;
}

const LEVELS = {
  none: { warning: 0.75, critical: 0.9, exceeded: 1 },
  conservative: { warning: 0.6, critical: 0.9, exceeded: 1 },
  standard: { warning: 0.8, critical: 0.9, exceeded: 1.1 },
  aggressive: { warning: 0.9, critical: 1, exceeded: Infinity },
};

/** One entry's budgets, from the calls themselves: every figure is added up anew each time it is asked for. */
export class NaiveBudget {
  readonly entry: BudgetEntry;
  readonly calendar: NaiveCalendar;
  readonly #file: BudgetsFile;
  /** The calls that match, with the period that each lies in; how many calls were looked at. */
  readonly #matching: DatedCall[] = [];
  #seen = 0;

  constructor(entry: BudgetEntry, file: BudgetsFile) {
    this.entry = entry;
    this.calendar = new NaiveCalendar(entry);
    this.#file = file;
  }

  firstDayAt(timeMs: number): string | undefined {
    return this.calendar.firstDay(localDate(timeMs, this.entry.timeZone));
  }

  /** The budgets of the entry in the period that begins on a day: one, or one for each tenant there was. */
  expected(firstDay: string, calls: readonly SyntheticCall[]): ExpectedState[] {
    const { name } = this.entry;
    this.#look(calls);
    if (!name.includes('{tenant}')) return [this.#state(name, undefined, firstDay)];
    const tenants = new Set(this.#matching.map(({ call }) => call.labels['tenant'] ?? ''));
    return [...tenants].map((tenant) => this.#state(name.replace('{tenant}', tenant), tenant, firstDay));
  }

  /** Sorts out the calls that came since. */
  #look(calls: readonly SyntheticCall[]): void {
    for (const call of calls.slice(this.#seen)) {
      if (!this.#matches(call)) continue;
      const date = localDate(call.timeMs, this.entry.timeZone);
      this.#matching.push({ call, date, firstDay: this.calendar.firstDay(date) });
    }
    this.#seen = calls.length;
  }

  /** What counted towards one of the budgets over all its periods, converted call by call. */
  everCounted(name: string, calls: readonly SyntheticCall[]): bigint {
    const [before = ''] = this.entry.name.split('{tenant}');
    const tenant = this.entry.name.includes('{tenant}') ? name.slice(before.length) : undefined;
    let total = 0n;
    for (const call of calls) {
      const date = localDate(call.timeMs, this.entry.timeZone);
      if (!this.#matches(call) || this.calendar.firstDay(date) === undefined) continue;
      if (tenant !== undefined && call.labels['tenant'] !== tenant) continue;
      const rate = this.#rateOn(date);
      total += rate === 1 ? this.#amount(call) : roundedProduct(this.#amount(call), rate);
    }
    return total;
  }

  #state(name: string, tenant: string | undefined, wanted: string): ExpectedState {
    const limit = this.#limit(tenant, wanted);
    const byRate = new Map<number, bigint>();
    for (const { call, date, firstDay } of this.#matching) {
      if (firstDay !== wanted || (tenant !== undefined && call.labels['tenant'] !== tenant)) continue;
      const rate = this.#rateOn(date);
      byRate.set(rate, (byRate.get(rate) ?? 0n) + this.#amount(call));
    }
    let spent = 0n;
    for (const [rate, sum] of byRate) spent += rate === 1 ? sum : roundedProduct(sum, rate);
    const amount = Number(spent) / (this.entry.unit === undefined ? 1e9 : 1);
    return { name, limit, spent, status: this.#status(amount, limit) };
  }

  #matches({ labels, units }: SyntheticCall): boolean {
    const { match, unit } = this.entry;
    if (unit !== undefined && unit !== 'requests') {
      if (unit === 'tokens' ? units['input_tokens'] === undefined : units[unit] === undefined) return false;
    }
    return Object.entries(match).every(([label, patterns]) => {
      const value = labels[label];
      return value !== undefined && patterns.some((pattern) => fits(pattern, value));
    });
  }

  #amount({ costNanoUsd, units }: SyntheticCall): bigint {
    const { unit } = this.entry;
    if (unit === undefined) return costNanoUsd;
    if (unit === 'requests') return 1n;
    if (unit === 'tokens') return BigInt((units['input_tokens'] ?? 0) + (units['output_tokens'] ?? 0));
    return BigInt(units[unit] ?? 0);
  }

  #limit(tenant: string | undefined, firstDay: string): number {
    const { limit, limits, overrides = {} } = this.entry;
    const override =
      tenant === undefined
        ? undefined
        : (overrides[tenant] ?? (tenant.startsWith('i') ? overrides['i*'] : undefined));
    if (override !== undefined) return override.limit;
    return limits[firstDay.slice(0, 7)] ?? limits[firstDay.slice(0, 4)] ?? limit;
  }

  /** The latest rate that began on or before a day; before all of them, the first. */
  #rateOn(date: string): number {
    const { currency = 'USD', unit } = this.entry;
    if (unit !== undefined || currency === 'USD') return 1;
    const rates = this.#file.exchangeRates[currency] ?? [];
    return (rates.findLast(({ from }) => from <= date) ?? rates[0])?.perUsd ?? Number.NaN;
  }

  #status(spent: number, limit: number): string {
    const { warning, critical, exceeded } = LEVELS[this.entry.profile ?? 'none'];
    if (spent > exceeded * limit) return 'exceeded';
    if (spent > 0 && spent >= critical * limit) return 'critical';
    return spent > 0 && spent >= warning * limit ? 'warning' : 'ok';
  }
}

/** A rate has at most four decimals here, so that the product is exact before it is rounded. */
function roundedProduct(sum: bigint, rate: number): bigint {
  const tenThousandths = BigInt(Math.round(rate * 10_000));
  const [product, half] = [sum * tenThousandths, 5_000n];
  return (product + half) / 10_000n;
}

/** A pattern here has at most a star at either end, or no star. */
function fits(pattern: string, value: string): boolean {
  const text = pattern.replaceAll('*', '');
  if (pattern === text) return value === text;
  if (pattern === `${text}*`) return value.startsWith(text);
  return value.includes(text);
}
