import { InvalidArgumentError, Option } from 'commander';
import { OutlayError } from '../error.ts';
import {
  DEFAULT_RETENTION,
  FEWEST_QUARTER_HOUR_MONTHS,
  type Retention,
} from '../ledger/maintenance/retention.ts';

export interface RetentionFlags {
  readonly retention: number;
  /** Infinite: for ever. */
  readonly dayRetention: number;
}

/** How long the ledger keeps what. */
export function retentionOptions(): Option[] {
  return [
    new Option('--retention <months>', 'how long quarter hours are kept, and streams that are silent')
      .env('OUTLAY_RETENTION')
      .argParser(parseMonths)
      .default(DEFAULT_RETENTION.quarterHourMonths, `${DEFAULT_RETENTION.quarterHourMonths}mo`),
    new Option('--day-retention <months>', 'how long sums by day are kept')
      .env('OUTLAY_DAY_RETENTION')
      .argParser((text) => (text === 'forever' ? Number.POSITIVE_INFINITY : parseMonths(text)))
      .default(Number.POSITIVE_INFINITY, 'forever'),
  ];
}

/** @throws OutlayError for spans that would take away what budgets and reports stand on */
export function retentionOf({ retention, dayRetention }: RetentionFlags): Retention {
  if (retention < FEWEST_QUARTER_HOUR_MONTHS) {
    throw new OutlayError(
      `--retention ${retention}mo is too short: a month's budget needs all of its month; give ${FEWEST_QUARTER_HOUR_MONTHS}mo or more`,
    );
  }
  if (dayRetention < retention) {
    throw new OutlayError(
      `--day-retention ${dayRetention}mo is shorter than --retention ${retention}mo: days are kept at least as long as their quarter hours`,
    );
  }
  return {
    quarterHourMonths: retention,
    dayMonths: Number.isFinite(dayRetention) ? dayRetention : undefined,
  };
}

const MONTHS: Readonly<Record<string, number>> = { mo: 1, y: 12 };

/** Calendar months such as `13mo` or `2y`. */
function parseMonths(text: string): number {
  const [, number, unit = ''] = /^(\d{1,4})(mo|y)$/.exec(text) ?? [];
  const months = Number(number) * (MONTHS[unit] ?? Number.NaN);
  if (!(months > 0)) throw new InvalidArgumentError('It must be months or years such as 13mo or 2y.');
  return months;
}
