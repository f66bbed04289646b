import { forecast } from '../../../collector/src/budget/projection/forecast.ts';
import { learn } from '../../../collector/src/budget/projection/learn.ts';
import { PROJECTION } from '../../../collector/src/budget/projection/parameters.ts';
import { madeUpSeries } from './made-up-series.mjs';

const ROUNDS = 400;

/** Microseconds of one lesson (once a day and budget) and of one forecast (at most once a minute and budget). */
export function measureCost() {
  const past = madeUpSeries([1])
    .flatMap(({ runs }) => runs)
    .map((amounts) => [...amounts, ...amounts].slice(-PROJECTION.historyDays));
  const standing = { spent: 100, spentToday: 4, todayElapsed: 0.4, daysAfterToday: 24 };
  const lesson = () => past.map((amounts) => learn(amounts, 25, [31, 61, 92]));
  const lessons = lesson();
  return {
    lessonMicros: microsOf(lesson, ROUNDS / 10) / past.length,
    forecastMicros:
      microsOf(() => lessons.forEach((learned) => forecast(learned, standing)), ROUNDS) / past.length,
  };
}

function microsOf(work, rounds) {
  for (let round = 0; round < rounds / 4; round += 1) work();
  const start = process.cpuUsage();
  for (let round = 0; round < rounds; round += 1) work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / rounds;
}
