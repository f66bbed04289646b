import type { Period } from './period.ts';
import type { DaysUntilLimit } from './projection/days-until-limit.ts';
import type { Projection } from './projection/forecast.ts';
import type { ResolvedBudget } from './resolved-budget.ts';

/** What is to be expected of a budget's running period, in its currency or unit. */
export interface BudgetForecast extends Projection {
  /** Mean of the last seven complete days; null without one. */
  readonly runRatePerDay: number | null;
  readonly daysUntilLimit: DaysUntilLimit;
}

/** What a projection is asked for. */
export interface ProjectionQuestion {
  readonly budget: ResolvedBudget;
  readonly period: Period;
  /** In the budget's currency or unit. */
  readonly spent: number;
  readonly limit: number;
  readonly now: Date;
}

/** Projects a running period to its end, or says in a sentence why it cannot. */
export type Projector = (question: ProjectionQuestion) => BudgetForecast | string;

/** For who keeps no history of spend. */
export const withoutProjection: Projector = () => 'no history of spend is kept here';
