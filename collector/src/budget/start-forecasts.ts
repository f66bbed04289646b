import type { BudgetBook } from './budget-book.ts';
import { Forecasts } from './forecasts.ts';
import { SpendHistories } from './history.ts';

export interface ForecastsOptions {
  readonly clock: () => Date;
  /** Is told why past days could not be read; they are read again later. */
  readonly onError: (error: unknown) => void;
}

/**
 * Gives budgets their projections: reads the spend of past days, in slices, and follows what is booked from then on.
 *
 * @returns stops the reading
 */
export function startForecasts(budgets: BudgetBook, { clock, onError }: ForecastsOptions): () => void {
  const histories = new SpendHistories(budgets, clock, onError);
  const forecasts = new Forecasts(histories);
  budgets.setProjector((question) => forecasts.project(question), {
    booked: ({ name, definition }, timeMs, amount) =>
      histories.book(name, definition.calendar.timeZone, timeMs, amount),
    configured: () => {
      forecasts.clear();
      histories.replace();
    },
    reloaded: () => histories.refresh(),
  });
  histories.replace();
  return () => histories.stop();
}
