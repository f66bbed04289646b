import { join } from 'node:path';
import type { BudgetsConfiguration } from '../budget/configuration.ts';
import { loadBudgets } from '../budget/load-configuration.ts';
import { existsSync } from 'node:fs';

export const DEFAULT_DATA_DIRECTORY = 'outlay-data';
export const DEFAULT_BUDGETS_FILE = 'budgets.yaml';
export const DEFAULT_API_PORT = 9464;
export const DEFAULT_OTLP_PORT = 4318;
export const DEFAULT_MAX_BODY_BYTES = 8 * 1024 * 1024;
/** Two scrapes at Prometheus' customary 15 seconds. */
export const DEFAULT_EXPOSITION_HOLD_SECONDS = 30;

export interface CollectorOptions {
  readonly dataDirectory: string;
  /** Undefined: `budgets.yaml` in the working directory, and no budgets when there is none. */
  readonly budgetsFile: string | undefined;
  readonly host: string;
  readonly otlpPort: number;
  readonly apiPort: number;
  readonly maxBodyBytes: number;
  readonly expositionHoldSeconds: number;
}

/**
 * Reads the budgets. A file that was asked for must exist; without one, `budgets.yaml` of the working directory is
 * taken if it is there, and a collector without budgets keeps the ledger all the same.
 *
 * @throws ConfigurationError
 */
export function loadBudgetsFor(
  budgetsFile: string | undefined,
  workingDirectory: string,
): BudgetsConfiguration {
  if (budgetsFile !== undefined) return loadBudgets(budgetsFile);
  const path = join(workingDirectory, DEFAULT_BUDGETS_FILE);
  return existsSync(path) ? loadBudgets(path) : { labels: [], exchangeRates: {}, budgets: [] };
}
