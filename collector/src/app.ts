import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { UserPrices } from '@outlay/instrumentation/pricing';
import { Registry } from 'prom-client';
import type { TokenAccess } from './access/token-access.ts';
import { registerRecordRoute } from './api/record-route.ts';
import { registerApi } from './api/routes.ts';
import { BudgetBook } from './budget/budget-book.ts';
import type { BudgetsConfiguration } from './budget/configuration.ts';
import { startForecasts } from './budget/start-forecasts.ts';
import { registerBudgetMetrics } from './exposition/budget-metrics.ts';
import { CollectorMetrics } from './exposition/collector-metrics.ts';
import { LatestReadings, registerTargetInfo } from './exposition/latest-readings.ts';
import { type MaintenanceFigures, registerLedgerMetrics } from './exposition/ledger-metrics.ts';
import { measuredUsage } from './exposition/query-metrics.ts';
import { registerScrape } from './exposition/scrape-route.ts';
import { ServerMetrics } from './exposition/server-metrics.ts';
import { registerServiceMetrics } from './exposition/service-metrics.ts';
import { registerIntegrityMetric } from './exposition/integrity-metric.ts';
import type { IntegrityReport } from './ledger/check-integrity.ts';
import { ForeignTelemetry, type ForeignTelemetryOptions } from './foreign/foreign-telemetry.ts';
import { Prices } from './foreign/prices.ts';
import type { Ledger } from './ledger/ledger.ts';
import { CommitLog } from './logging/commit-log.ts';
import { watchCommits } from './logging/watch-commit.ts';
import { DropSummary } from './logging/drop-summary.ts';
import { registerReceiver } from './otlp/receiver.ts';
import { registerTraceReceiver } from './otlp/trace-receiver.ts';
import { BodyMemory } from './server/body-memory.ts';
import { type LimitedServer, createLimitedServer } from './server/create-server.ts';
import type { ServerLimits } from './server/limits.ts';
import { RefusalLog } from './server/refusal-log.ts';
import type { TlsContext } from './server/tls.ts';
import type { UsageSource } from './usage/usage-report.ts';

const NEVER_MAINTAINED: MaintenanceFigures = { lastSuccessMs: 0, purgedRows: 0 };

/** As long as the ledger keeps idle streams in memory: seven days. */
const DEFAULT_SERIES_IDLE_MS = 7 * 86_400_000;

export interface AppOptions {
  readonly ledger: Ledger;
  /** What the ledger's maintenance did since the start. */
  readonly maintenance?: () => MaintenanceFigures;
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
  /** What the check of the whole ledger found; it returns undefined until the check is through. */
  readonly integrity?: () => IntegrityReport | undefined;
  /** How long new series stay at 0 in the exposition, in milliseconds. */
  readonly expositionHoldMs: number;
  /** How long the telemetry of other SDKs in a new Node process waits for Outlay's own, in milliseconds. */
  readonly foreignHoldMs?: number | undefined;
  /** How much of other SDKs' telemetry is taken, where it is not the usual. */
  readonly foreignLimits?: Pick<ForeignTelemetryOptions, 'mostHeld' | 'mostSpans'> | undefined;
  /** The user's own prices, for what other SDKs report; undefined: none. */
  readonly userPrices?: UserPrices | undefined;
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
  /** What other SDKs report. */
  readonly foreign: ForeignTelemetry;
  /** Tells the log what was dropped since it was last told. */
  readonly tellDrops: () => Promise<void>;
}

/** Composes the collector from its parts. Listens nowhere and reads no environment: `server.ts` does. */
export function buildApp(options: AppOptions): App {
  const { ledger, loadBudgets, clock, logger, limits, expositionHoldMs: holdMs } = options;
  const { access, tls, instanceLabels = false, seriesIdleMs: idleMs = DEFAULT_SERIES_IDLE_MS } = options;
  const budgets = new BudgetBook(ledger, loadBudgets());
  const stopForecasts = startForecasts(budgets, {
    clock,
    onError: (error) => logger.error({ err: error }, 'the spend of past days could not be read'),
  });
  const registry = new Registry();
  const readings = new LatestReadings({ instanceLabels });
  const metrics = new CollectorMetrics(registry, ledger);
  registerLedgerMetrics(registry, ledger, options.maintenance ?? (() => NEVER_MAINTAINED));
  registerServiceMetrics(registry, { ledger, readings, clock, holdMs, idleMs });
  registerTargetInfo(registry, readings, clock);
  registerBudgetMetrics(registry, budgets, { counters: ledger.budgetCounters, holdMs });

  const { integrity } = options;
  const whyNotReady = () => {
    if (!ledger.isWritable) return 'The ledger cannot be written; see the log.';
    if (integrity?.()?.isSound === false) return 'The ledger is damaged: restore a backup; see the log.';
    return undefined;
  };
  const prices = new Prices({
    userPrices: options.userPrices,
    onProblem: (error) => logger.error({ err: error }, 'the public price list cannot be loaded'),
  });
  const foreign = new ForeignTelemetry({
    ...{ ledger, prices, registry, clock, instanceLabels },
    holdMs: options.foreignHoldMs,
    ...options.foreignLimits,
    onProblem: (error) => logger.error({ err: error }, 'calls that were held could not be booked'),
  });

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
  // An export may carry usage to be priced; once the prices are there this waits for nothing.
  receiver.addHook('preHandler', async () => foreign.ready());
  const watch = watchCommits(metrics, new CommitLog(logger, clock), clock);
  registerReceiver(receiver, { ledger, clock, metrics, readings, watch });
  registerTraceReceiver(receiver, { ledger, watch, foreign });
  const api = createServer('api');
  api.addHook('onClose', async () => stopForecasts());
  registerRecordRoute(api, { ledger, prices, clock, watch, metrics });
  registerApi(api, { usage: measuredUsage(registry, options.usage), budgets, clock, reload, whyNotReady });
  if (integrity !== undefined) registerIntegrityMetric(registry, integrity);
  registerScrape(api, { registry, metrics: serverMetrics, clock });
  const drops = new DropSummary(logger, metrics.pointsDropped);
  return { receiver, api, registry, foreign, reload, tellDrops: () => drops.tell() };
}
