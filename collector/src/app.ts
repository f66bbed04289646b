import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { Registry } from 'prom-client';
import { registerApi } from './api/routes.ts';
import { BudgetBook } from './budget/budget-book.ts';
import type { BudgetsConfiguration } from './budget/configuration.ts';
import { registerBudgetMetrics } from './exposition/budget-metrics.ts';
import { CollectorMetrics } from './exposition/collector-metrics.ts';
import { LatestReadings, registerTargetInfo } from './exposition/latest-readings.ts';
import { registerServiceMetrics } from './exposition/service-metrics.ts';
import type { Ledger } from './ledger/ledger.ts';
import { registerReceiver } from './otlp/receiver.ts';

export interface AppOptions {
  readonly ledger: Ledger;
  /** Reads the budgets file; throws ConfigurationError when it is wrong. */
  readonly loadBudgets: () => BudgetsConfiguration;
  readonly maxBodyBytes: number;
  /** How long new series stay at 0 in the exposition, in milliseconds. */
  readonly expositionHoldMs: number;
  readonly clock: () => Date;
  readonly logger: FastifyBaseLogger;
}

export interface App {
  /** OTLP receiver. */
  readonly receiver: FastifyInstance;
  /** `/metrics`, `/api/v1`, health. */
  readonly api: FastifyInstance;
  /** Reads the budgets file again; throws ConfigurationError and keeps the old ones when it is wrong. */
  readonly reload: () => void;
}

/** A slow or stuck sender is let go after this long. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Of these, for the headers; and how often Node looks whether a time is up. */
const HEADERS_TIMEOUT_MS = 10_000;
const TIMEOUT_CHECK_MS = 5_000;

/** Composes the collector from its parts. Listens nowhere and reads no environment: `server.ts` does. */
export function buildApp(options: AppOptions): App {
  const { ledger, loadBudgets, clock, logger, expositionHoldMs } = options;
  const budgets = new BudgetBook(ledger, loadBudgets());
  const registry = new Registry();
  const readings = new LatestReadings();
  const metrics = new CollectorMetrics(registry, ledger);
  registerServiceMetrics(registry, ledger, readings, clock, expositionHoldMs);
  registerTargetInfo(registry, readings, clock);
  registerBudgetMetrics(registry, budgets, { counters: ledger.budgetCounters, holdMs: expositionHoldMs });

  const reload = () => {
    try {
      budgets.configure(loadBudgets());
      metrics.reloadSuccess.set(1);
    } catch (error) {
      metrics.reloadSuccess.set(0);
      throw error;
    }
  };
  const fastify = () =>
    Fastify({
      loggerInstance: logger,
      logController: new LogController({ disableRequestLogging: true }),
      requestTimeout: REQUEST_TIMEOUT_MS,
      http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: TIMEOUT_CHECK_MS },
      bodyLimit: Number.MAX_SAFE_INTEGER,
    });
  const receiver = fastify();
  registerReceiver(receiver, { ...options, metrics, readings });
  const api = fastify();
  registerApi(api, { ledger, budgets, registry, clock, reload, isReady: () => ledger.isWritable });
  return { receiver, api, reload };
}
