import { DAYS_OVER, backtest } from './backtest.mjs';
import { measureCost } from './cost.mjs';
import { madeUpSeries } from './made-up-series.mjs';
import { Report } from './report.mjs';
import { hasTraces, readTraces, rollingWindows } from './traces.mjs';

const report = new Report();

report.begin('made-up series (three of each kind, windows of 30 days; best of five simple methods)');
for (const { name, runs } of madeUpSeries([1, 2, 3])) {
  for (const over of DAYS_OVER) {
    const results = runs.map((amounts) => {
      const windows = rollingWindows(amounts.length).filter(({ start }) => start % 3 === 0);
      return backtest(amounts, windows, over);
    });
    report.addMadeUp(name, over, results);
  }
}
report.sum('made_up_');

if (hasTraces()) {
  report.begin('recorded series (best of eight simple methods, known only in hindsight)');
  for (const { name, amounts, windows, simple, isCalendar } of readTraces()) {
    for (const over of DAYS_OVER) {
      report.addRecorded(
        isCalendar ? `${name}, calendar months` : name,
        over,
        backtest(amounts, windows, over),
        simple.get(over),
        // Five windows are too few to count as much as a hundred and fifty.
        !isCalendar,
      );
    }
  }
  report.sum('');
} else {
  console.log('\nno recorded series beside the project: the figures below are those of the made-up ones');
  report.repeat('made_up_', '');
}

report.addCost(measureCost());
report.end();
