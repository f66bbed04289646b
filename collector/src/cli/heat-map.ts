import type { NamedReportBody } from '../usage/named/named-report-body.ts';
import { unpricedNote } from './report-table.ts';
import { type TableStyle, paint } from './table-layout.ts';
import { countText, usdText } from './usd-text.ts';

type PeakHours = Extract<NamedReportBody, { report: 'peak-hours' }>;
type Hour = PeakHours['hours'][number];

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** From nothing to the most; the last four by quarters of the busiest hour. */
const SHADES = ['·', '░', '▒', '▓', '█'] as const;
const SHADE_STYLES = ['dim', 'blue', 'cyan', 'yellow', 'red'] as const;
const LABEL_WIDTH = 5;
const HOURS = 24;

/** Hours of the week as a map of shades, one line a day, with a legend and the busiest hours. */
export function renderHeatMap(body: PeakHours, { width, color }: TableStyle): string[] {
  const amounts = body.hours.map((hour) => amountOf(hour, body.measure));
  const most = amounts.reduce((a, b) => Math.max(a, b), 0);
  if (most === 0) return ['Nothing was spent or used in this time.'];
  const cell = width >= LABEL_WIDTH + 2 * HOURS ? 2 : 1;
  const map = WEEKDAYS.map((name, day) => {
    const shades = amounts.slice(day * HOURS, (day + 1) * HOURS).map((amount) => shadeOf(amount, most));
    return (
      name.padEnd(LABEL_WIDTH) +
      shades.map((shade) => paint(SHADES[shade].repeat(cell), SHADE_STYLES[shade], color)).join('')
    );
  });
  const ruler = ' '.repeat(LABEL_WIDTH) + [0, 6, 12, 18].map((hour) => pad(hour).padEnd(6 * cell)).join('');
  const text = (amount: number) =>
    body.measure === 'cost' ? usdText(amount, amount) : `${countText(amount)} requests`;
  const peaks = body.hours
    .toSorted((a, b) => amountOf(b, body.measure) - amountOf(a, body.measure))
    .slice(0, 3)
    .filter((hour) => amountOf(hour, body.measure) > 0)
    .map(
      (hour) => `${WEEKDAYS[hour.weekday - 1]} ${pad(hour.hour)}:00  ${text(amountOf(hour, body.measure))}`,
    );
  const quarters = [1, 2, 3, 4]
    .map((shade) => paint(SHADES[shade] ?? '', SHADE_STYLES[shade], color))
    .join('');
  return [
    paint(ruler.trimEnd(), 'dim', color),
    ...map,
    '',
    `${SHADES[0]} nothing  ${quarters} up to ${text(most)} an hour of the week`,
    `busiest: ${peaks.join(', ')}`,
    `${body.from.slice(0, 10)} to ${body.to.slice(0, 10)}, hours of ${body.timeZone}`,
    ...((body.unpriced ?? 0) > 0 ? [paint(unpricedNote(body.unpriced ?? 0), 'yellow', color)] : []),
  ];
}

function amountOf(hour: Hour, measure: PeakHours['measure']): number {
  return measure === 'cost' ? hour.costUsd : (hour.requests ?? 0);
}

function shadeOf(amount: number, most: number): 0 | 1 | 2 | 3 | 4 {
  if (amount <= 0) return 0;
  if (amount > 0.75 * most) return 4;
  if (amount > 0.5 * most) return 3;
  return amount > 0.25 * most ? 2 : 1;
}

function pad(hour: number): string {
  return String(hour).padStart(2, '0');
}
