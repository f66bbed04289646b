import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Forecast, type Standing, forecast } from './forecast.ts';
import { learn } from './learn.ts';

/** The midnight after the last day of the history, of which the last `over` days belong to the period. */
function atMidnight(
  history: readonly number[],
  over: number,
  ahead: number,
  lags: readonly number[] = [],
): Forecast {
  const spent = history.slice(history.length - over).reduce((sum, amount) => sum + amount, 0);
  const standing = { spent, spentToday: 0, todayElapsed: 0, daysAfterToday: ahead - 1 };
  const made = forecast(learn(history, ahead, lags), standing);
  if (typeof made === 'string') throw new Error(made);
  return made;
}

const repeat = (days: number, amount: (day: number) => number) =>
  Array.from({ length: days }, (_, day) => amount(day));
/** An uneven series that is the same each time. */
const uneven = (day: number) => 10 + 4 * Math.sin(day * 2.3) + 2 * Math.sin(day * 7.1);
const restOf = ({ projection }: Forecast, spent: number) => projection.middle - spent;

describe('a forecast', () => {
  it('goes on with an even spend, within a narrow band', () => {
    const { projection } = atMidnight(
      repeat(60, () => 10),
      10,
      20,
    );
    expect(projection).toMatchObject({ method: 'learned', historyDays: 60 });
    expect(projection.middle).toBeCloseTo(300, 6);
    expect(projection.low).toBeGreaterThan(250);
    expect(projection.high).toBeLessThan(370);
  });

  it('follows a level that shifted a week ago more than half of the way, and all of it after a month', () => {
    const shifted = (daysAgo: number) =>
      restOf(
        atMidnight(
          repeat(90, (day) => (day < 90 - daysAgo ? 10 : 40)),
          0,
          10,
        ),
        0,
      );
    expect(shifted(0)).toBeCloseTo(100, 0);
    expect(shifted(7)).toBeGreaterThan(130);
    expect(shifted(15)).toBeGreaterThan(250);
    expect(shifted(30)).toBeCloseTo(400, 0);
  });

  it('expects quiet weekends to stay quiet', () => {
    // Day 0 is a Monday, so the history ends on a Friday.
    const history = repeat(61, (day) => (day % 7 > 4 ? 0.5 : 10 + (day % 3)));
    const weekend = atMidnight(history, 5, 2);
    expect(restOf(weekend, 55)).toBeLessThan(3);
    const [saturday = 0, , monday = 0] = atMidnight(history, 5, 9).days;
    expect(saturday).toBeLessThan(1.5);
    expect(monday).toBeGreaterThan(9);
  });

  it('keeps what comes once a week', () => {
    const history = repeat(70, (day) => (day % 7 === 2 ? 70 : 1));
    expect(restOf(atMidnight(history, 0, 28), 0)).toBeGreaterThan(0.85 * 4 * 76);
    expect(restOf(atMidnight(history, 0, 28), 0)).toBeLessThan(1.15 * 4 * 76);
  });

  it('does not take a single huge call for a habit', () => {
    const history = [...repeat(40, uneven), 2000, ...repeat(3, uneven)];
    const spent = 2000 + repeat(3, uneven).reduce((sum, amount) => sum + amount, 0);
    // The mean of the last seven days alone would say 290 a day.
    expect(restOf(atMidnight(history, 4, 26), spent) / 26).toBeLessThan(90);
    expect(atMidnight(history, 4, 26).projection.low).toBeGreaterThan(spent);
  });

  it('takes a correction off what is spent, and expects neither it nor anything below nothing again', () => {
    const plain = atMidnight(repeat(40, uneven), 10, 20);
    const corrected = atMidnight(
      repeat(40, (day) => (day === 36 ? -50 : uneven(day))),
      10,
      20,
    );
    const spentOf = (history: readonly number[]) =>
      history.slice(30).reduce((sum, amount) => sum + amount, 0);
    const before = restOf(plain, spentOf(repeat(40, uneven)));
    const after = restOf(corrected, spentOf(repeat(40, (day) => (day === 36 ? -50 : uneven(day)))));
    expect(after).toBeGreaterThan(0.6 * before);
    const refund = atMidnight([...repeat(10, () => 5), ...repeat(10, () => -5)], 10, 20);
    expect(refund.projection.low).toBeGreaterThanOrEqual(-50);
    expect(Math.min(...refund.days)).toBeGreaterThanOrEqual(0);
  });

  it('has nothing to go by where nothing was spent, and says so', () => {
    const standing = { spent: 0, spentToday: 0, todayElapsed: 0.5, daysAfterToday: 10 };
    expect(learn([0, 0, 0], 11, [])).toBeUndefined();
    expect(forecast(undefined, standing)).toBe('nothing was spent yet that could go on');
  });

  it('stays at what is spent when a service has been quiet for a month', () => {
    const { projection } = atMidnight([...repeat(20, uneven), ...repeat(30, () => 0)], 30, 10);
    expect(projection).toMatchObject({ low: 0, middle: 0, high: 0, historyDays: 50 });
  });

  it('takes the pace of the first day, within a wide band', () => {
    const standing = { spent: 6, spentToday: 6, todayElapsed: 0.5, daysAfterToday: 9 };
    const made = forecast(undefined, standing) as Forecast;
    expect(made.projection).toMatchObject({ method: 'pace', historyDays: 0, parts: [] });
    expect(made.projection.middle).toBeCloseTo(6 + 6 + 9 * 12, 6);
    expect(made.projection.high / made.projection.low).toBeGreaterThan(3);
    // A call in the first minute is taken for what six hours cost, not for what a minute costs.
    const early = forecast(undefined, { ...standing, todayElapsed: 0.001 }) as Forecast;
    expect(early.projection.middle).toBeLessThan(6 + 10 * 4 * 6 + 1);
  });

  it('leaves the days before the first spend out: a first month has the level of its spend', () => {
    const started = repeat(180, (day) => (day < 170 ? 0 : uneven(day)));
    const { projection } = atMidnight(started, 15, 15);
    expect(projection.historyDays).toBe(10);
    const perDay = started.slice(170).reduce((sum, amount) => sum + amount, 0) / 10;
    expect(projection.middle / (25 * perDay)).toBeCloseTo(1, 1);
  });

  it('knows from earlier months when a free tier is used up', () => {
    const month = 30;
    const history = repeat(4 * month + 5, (day) => (day % month < 9 ? 0 : uneven(day)));
    const withMonths = atMidnight(history, 5, 25, [30, 60, 90]);
    const withoutMonths = atMidnight(history, 5, 25);
    expect(withMonths.projection.parts.map(({ method }) => method)).toContain('earlierPeriods');
    const outcome = repeat(month, (day) => (day < 9 ? 0 : uneven(day))).reduce(
      (sum, amount) => sum + amount,
      0,
    );
    expect(Math.abs(withMonths.projection.middle - outcome)).toBeLessThan(
      Math.abs(withoutMonths.projection.middle - outcome),
    );
    const [tomorrow = 0] = withMonths.days;
    expect(tomorrow).toBeLessThan(withMonths.days.at(-1) ?? 0);
  });

  it('knows from earlier months what comes on their last day', () => {
    const history = repeat(4 * 30 + 20, (day) => (day % 30 === 29 ? 300 : 2));
    const { projection } = atMidnight(history, 20, 10, [30, 60, 90]);
    expect(projection.middle).toBeGreaterThan(200);
  });

  it('does not follow earlier periods that were no better a guide than the level', () => {
    const { projection } = atMidnight(repeat(120, uneven), 10, 20, [30, 60, 90]);
    expect(projection.parts.map(({ method }) => method)).not.toContain('earlierPeriods');
    expect(projection.parts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
  });

  it('has a wider band the less is known, and a narrower one the more of the period is over', () => {
    const widthOf = ({ projection }: Forecast) => (projection.high - projection.low) / projection.middle;
    const widths = [1, 3, 7, 30, 90].map((days) => widthOf(atMidnight(repeat(days, uneven), 1, 29)));
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    const later = [5, 15, 25, 29].map((over) => widthOf(atMidnight(repeat(90, uneven), over, 30 - over)));
    expect(later).toEqual([...later].sort((a, b) => b - a));
  });

  it('comes down to what is spent when the period ends', () => {
    const standing = { spent: 80, spentToday: 9, todayElapsed: 1, daysAfterToday: 0 };
    const made = forecast(learn(repeat(30, uneven), 1, []), standing) as Forecast;
    expect(made.projection).toMatchObject({ low: 80, middle: 80, high: 80 });
  });

  it('trusts the pace of a day of its own the more of it has passed', () => {
    const learned = learn(
      repeat(60, () => 10),
      1,
      [],
    );
    const busy = (todayElapsed: number) => {
      const spent = 40 * todayElapsed;
      const made = forecast(learned, {
        spent,
        spentToday: spent,
        todayElapsed,
        daysAfterToday: 0,
      }) as Forecast;
      return made.projection.middle;
    };
    expect(busy(0.01)).toBeCloseTo(10, 0);
    expect(busy(0.5)).toBeGreaterThan(25);
    expect(busy(0.99)).toBeCloseTo(40, 0);
  });

  it.each([
    ['a day', 0, 1],
    ['a week', 3, 4],
    ['a quarter', 20, 71],
    ['a year', 40, 325],
  ])('of %s has a band around the level of its days', (_, over, ahead) => {
    const { projection } = atMidnight(repeat(120, uneven), over, ahead);
    expect(projection.middle / (over + ahead)).toBeGreaterThan(8);
    expect(projection.middle / (over + ahead)).toBeLessThan(12);
    expect(projection.low).toBeLessThan(projection.middle);
    expect(projection.high).toBeGreaterThan(projection.middle);
  });

  it('is never below what is spent, in order and finite, whatever was spent', () => {
    // Billionths, as the ledger keeps them.
    const amount = fc.oneof(
      fc.constant(0),
      fc.integer({ min: -1e11, max: 1e15 }).map((nano) => nano / 1e9),
      fc.integer({ min: -3, max: 9 }).map((nano) => nano / 1e9),
    );
    fc.assert(
      fc.property(
        fc.array(amount, { maxLength: 120 }),
        fc.record({
          spentToday: amount,
          todayElapsed: fc.double({ min: 0, max: 1, noNaN: true }),
          daysAfterToday: fc.integer({ min: 0, max: 100 }),
        }),
        fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 3 }),
        (history, now, gaps) => {
          let lag = 0;
          const lags = gaps.map((gap) => (lag += gap));
          const standing: Standing = { ...now, spent: now.spentToday + 5 };
          const made = forecast(learn(history, now.daysAfterToday + 1, lags), standing);
          if (typeof made === 'string') return;
          const { low, middle, high } = made.projection;
          expect(low).toBeGreaterThanOrEqual(standing.spent);
          expect(middle).toBeGreaterThanOrEqual(low);
          expect(high).toBeGreaterThanOrEqual(middle);
          expect(Number.isFinite(high)).toBe(true);
        },
      ),
    );
  });
});
