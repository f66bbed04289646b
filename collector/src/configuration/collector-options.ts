import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { UserPrices } from '@outlay/instrumentation/pricing';
import type { BudgetsConfiguration } from '../budget/configuration.ts';
import { loadBudgets } from '../budget/load-configuration.ts';
import type { BookingLimits } from '../ledger/booking/limits.ts';
import type { Retention } from '../ledger/maintenance/retention.ts';
import type { ServerLimits } from '../server/limits.ts';
import type { TlsFiles } from '../server/tls.ts';

export const DEFAULT_DATA_DIRECTORY = 'outlay-data';
export const DEFAULT_BUDGETS_FILE = 'budgets.yaml';
export const DEFAULT_API_PORT = 9464;
export const DEFAULT_OTLP_PORT = 4318;
/** Two scrapes at the minute that Prometheus scrapes at unless told otherwise (`global.scrape_interval`). */
export const DEFAULT_EXPOSITION_HOLD_SECONDS = 120;

/** As long as the ledger keeps idle streams in memory. */
export const DEFAULT_SERIES_IDLE_SECONDS = 7 * 86_400;
/** Two of the minutes in which OpenTelemetry exports metrics by default, and half of one. */
export const DEFAULT_FOREIGN_HOLD_SECONDS = 150;
/** Kubernetes sends SIGKILL after 30 seconds: both steps of a stop fit in. */
export const DEFAULT_STOP_TIMEOUT_SECONDS = 10;

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface CollectorOptions {
  readonly dataDirectory: string;
  /** Undefined: `budgets.yaml` in the working directory, and no budgets when there is none. */
  readonly budgetsFile: string | undefined;
  /** Reads the user's own price list; throws OutlayError with each mistake. */
  readonly loadUserPrices: () => Promise<UserPrices>;
  readonly host: string;
  readonly otlpPort: number;
  readonly apiPort: number;
  readonly limits: ServerLimits;
  readonly expositionHoldSeconds: number;
  /** How long a series stays on `/metrics` after it was last reported. */
  readonly seriesIdleSeconds: number;
  /** How long the telemetry of other SDKs in a new Node process waits for Outlay's own. */
  readonly foreignHoldSeconds: number;
  /** Whether the instances of a service get series of their own. */
  readonly instanceLabels: boolean;
  readonly retention: Retention;
  readonly bookingLimits: BookingLimits;
  /** Undefined: nobody is asked for a token, which is refused where others than this machine can ask. */
  readonly tokensFile: string | undefined;
  /** Lets everybody in who can reach the ports, without tokens. */
  readonly insecureNoAuth: boolean;
  /** Undefined: plain HTTP. */
  readonly tls: TlsFiles | undefined;
  /** How long requests under way, and then the ledger, may take when the collector stops. */
  readonly stopTimeoutSeconds: number;
  readonly logLevel: LogLevel;
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
