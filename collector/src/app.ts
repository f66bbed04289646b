import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import type { TokenAccess } from './access/token-access.ts';
import { registerApi } from './api/routes.ts';
import { BudgetBook } from './budget/budget-book.ts';
import type { BudgetsConfiguration } from './budget/configuration.ts';
import { registerBudgetMetrics } from './exposition/budget-metrics.ts';
import { CollectorMetrics } from './exposition/collector-metrics.ts';
import { LatestReadings, registerTargetInfo } from './exposition/latest-readings.ts';
import { registerScrape } from './exposition/scrape-route.ts';
import { ServerMetrics } from './exposition/server-metrics.ts';
import { registerServiceMetrics } from './exposition/service-metrics.ts';
import type { Ledger } from './ledger/ledger.ts';
import { registerReceiver } from './otlp/receiver.ts';
import { BodyMemory } from './server/body-memory.ts';
import { type LimitedServer, createLimitedServer } from './server/create-server.ts';
import type { ServerLimits } from './server/limits.ts';
import { RefusalLog } from './server/refusal-log.ts';
import type { TlsContext } from './server/tls.ts';
import type { UsageSource } from './usage/usage-report.ts';

/** As long as the ledger keeps idle streams in memory: seven days. */
const DEFAULT_SERIES_IDLE_MS = 7 * 86_400_000;

export interface AppOptions {
  readonly ledger: Ledger;
  /** Answers queries of usage, away from this thread. */
  readonly usage: UsageSource;
  /** Reads the budgets file; throws ConfigurationError when it is wrong. */
  readonly loadBudgets: () => BudgetsConfiguration;
  readonly limits: ServerLimits;
  /** Undefined: nobody is asked for a token. */
  readonly access?: TokenAccess | undefined;
  /** Undefined: plain HTTP. */
  readonly tls?: TlsContext | undefined;
  /** Whether the instances of a service have series of their own in the ledger. */
  readonly instanceLabels?: boolean;
  /** How long a series is shown after it was last reported, in milliseconds. */
  readonly seriesIdleMs?: number;
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
  /** What `/metrics` shows. */
  readonly registry: Registry;
  /** Reads the budgets file again; throws ConfigurationError and keeps the old ones when it is wrong. */
  readonly reload: () => void;
}

/** Composes the collector from its parts. Listens nowhere and reads no environment: `server.ts` does. */
export function buildApp(options: AppOptions): App {
  const { ledger, loadBudgets, clock, logger, limits, expositionHoldMs: holdMs } = options;
  const { access, tls, instanceLabels = false, seriesIdleMs: idleMs = DEFAULT_SERIES_IDLE_MS } = options;
  const budgets = new BudgetBook(ledger, loadBudgets());
  const registry = new Registry();
  const readings = new LatestReadings({ instanceLabels });
  const metrics = new CollectorMetrics(registry, ledger);
  registerServiceMetrics(registry, { ledger, readings, clock, holdMs, idleMs });
  registerTargetInfo(registry, readings, clock);
  registerBudgetMetrics(registry, budgets, { counters: ledger.budgetCounters, holdMs });

  const reload = () => {
    try {
      budgets.configure(loadBudgets());
      metrics.reloadSuccess.set(1);
    } catch (error) {
      metrics.reloadSuccess.set(0);
      throw error;
    }
  };
  const bodyMemory = new BodyMemory(limits.maxBodyMemoryBytes);
  const servers: LimitedServer[] = [];
  const serverMetrics = new ServerMetrics(
    registry,
    () => servers.map((server) => server.figures()),
    () => bodyMemory.usedBytes,
  );
  const refusals = new RefusalLog(logger, serverMetrics, clock);
  const createServer = (name: string) => {
    const created = createLimitedServer({
      ...{ name, limits, bodyMemory, refusals, access, tls, logger },
      metrics: serverMetrics,
    });
    servers.push(created);
    return created.server;
  };
  const receiver = createServer('otlp');
  registerReceiver(receiver, { ledger, clock, metrics, readings });
  const api = createServer('api');
  registerApi(api, { usage: options.usage, budgets, clock, reload, isReady: () => ledger.isWritable });
  registerScrape(api, { registry, metrics: serverMetrics, clock });
  return { receiver, api, registry, reload };
}
