import { Server as TlsServer } from 'node:tls';
import pino from 'pino';
import { collectDefaultMetrics } from 'prom-client';
import { reloadPrices } from './configuration/reload-prices.ts';
import { loadTokens } from './access/tokens-file.ts';
import { type App, buildApp } from './app.ts';
import { type CollectorOptions, loadBudgetsFor } from './configuration/collector-options.ts';
import { type IntegrityCheck, type IntegrityReport, startIntegrityCheck } from './ledger/check-integrity.ts';
import type { MaintenanceFigures } from './exposition/ledger-metrics.ts';
import { openLedgerDatabase } from './ledger/database.ts';
import { Ledger } from './ledger/ledger.ts';
import { lockDataDirectory } from './ledger/lock.ts';
import { describeSettings } from './logging/settings.ts';
import { type Credentials, loadCredentials } from './server/credentials.ts';
import { drain, withinTime } from './server/drain.ts';
import { listen } from './server/listen.ts';
import { readTls } from './server/tls.ts';
import { QueryThread } from './usage/query-thread.ts';
import { VERSION } from './version.ts';

/** Ports that the collector ended up listening on; they differ from those asked for when 0 was. */
export interface RunningCollector {
  readonly otlpPort: number;
  readonly apiPort: number;
  close(): Promise<void>;
}

/** How often the log is told what was dropped, in milliseconds. */
const DROP_SUMMARY_MS = 60_000;

/**
 * Runs the collector in this process until SIGTERM or SIGINT; SIGHUP reads the budgets, the tokens and the certificate again.
 *
 * @throws OutlayError when the configuration is wrong, the ledger cannot be used, or a port is taken
 */
export async function runCollector(options: CollectorOptions): Promise<RunningCollector> {
  const logger = pino({ name: 'outlay-collector', level: options.logLevel });
  const budgetsOf = () => loadBudgetsFor(options.budgetsFile, process.cwd());
  // Before anything is locked or opened: a wrong file is the commonest mistake.
  const { budgets } = budgetsOf();
  const userPrices = await options.loadUserPrices();
  const credentials = loadCredentials(options);
  const unlock = lockDataDirectory(options.dataDirectory);
  let maintained: MaintenanceFigures = { lastSuccessMs: 0, purgedRows: 0 };
  const ledger = new Ledger(openLedgerDatabase(options.dataDirectory), {
    instanceLabels: options.instanceLabels,
    ...options.bookingLimits,
    writerThread: true,
    // Nothing that was answered is lost, and nothing can be booked any more: who runs the collector starts it anew.
    onWriterLost: (reason) => {
      logger.fatal({ reason }, 'the ledger cannot be written any more; the collector ends');
      process.exit(1);
    },
    onFoldFailure: (reason) =>
      logger.error({ reason }, 'the journal could not be moved into the tables of the ledger; tried again'),
    maintenance: {
      retention: options.retention,
      onRound: (outcome) => {
        if ('failure' in outcome)
          logger.warn(outcome, 'the ledger could not be maintained; tried again in an hour');
        else {
          logger.info(outcome, 'the ledger is maintained');
          const { quarterHours, days, streams, keys } = outcome;
          const purgedRows = maintained.purgedRows + quarterHours + days + streams + keys;
          maintained = { lastSuccessMs: Date.now(), purgedRows };
        }
      },
    },
  });
  ledger.begin();
  const queries = new QueryThread(options.dataDirectory);
  let check: IntegrityCheck | undefined;
  let integrity: IntegrityReport | undefined;
  const checkLedger = async () => {
    check = startIntegrityCheck(options.dataDirectory);
    integrity = await check.report;
    if (integrity.isSound) logger.info({ seconds: integrity.seconds }, 'the ledger is sound');
    else {
      logger.error(
        { finding: integrity.finding },
        'the ledger is damaged; restore a backup with outlay restore',
      );
    }
  };
  const app = buildApp({
    ledger,
    usage: queries.query,
    maintenance: () => maintained,
    integrity: () => integrity,
    loadBudgets: budgetsOf,
    userPrices,
    limits: options.limits,
    ...credentials,
    instanceLabels: options.instanceLabels,
    seriesIdleMs: options.seriesIdleSeconds * 1000,
    expositionHoldMs: options.expositionHoldSeconds * 1000,
    foreignHoldMs: options.foreignHoldSeconds * 1000,
    clock: () => new Date(),
    logger,
  });
  collectDefaultMetrics({ register: app.registry });
  const summary = setInterval(() => void app.tellDrops(), DROP_SUMMARY_MS).unref();
  const stopTimeoutMs = options.stopTimeoutSeconds * 1000;
  const close = async () => {
    clearInterval(summary);
    app.foreign.stop();
    if (!(await drain([app.receiver, app.api], stopTimeoutMs))) {
      logger.warn('requests that were still under way are cut off; their senders send again');
    }
    await app.tellDrops();
    await Promise.all([queries.close(), check?.stop()]);
    if (!(await withinTime(Promise.resolve(ledger.close()), stopTimeoutMs))) {
      logger.warn('the ledger was not put in order in time; the next start does it, and nothing is lost');
    }
    unlock();
  };
  try {
    const otlpPort = await listen(app.receiver, options.host, options.otlpPort, '--otlp-port');
    const apiPort = await listen(app.api, options.host, options.apiPort, '--port');
    const settings = describeSettings(options, credentials);
    logger.info(
      { version: VERSION, otlpPort, apiPort, budgets: budgets.length, ...settings },
      'collector is up',
    );
    queries.start();
    void checkLedger();
    app.foreign.start();
    // Off the start's way: the first export waits for the prices where it comes before them.
    void app.foreign.ready();
    onSignals({ app, credentials, options, close, logger });
    return { otlpPort, apiPort, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Running {
  readonly app: App;
  readonly credentials: Credentials;
  readonly options: CollectorOptions;
  readonly close: () => Promise<void>;
  readonly logger: pino.Logger;
}

function onSignals({ app, credentials, options, close, logger }: Running): void {
  process.on('SIGHUP', () => {
    reload(logger, 'budgets', app.reload);
    const { tokensFile, tls } = options;
    void reloadPrices(app.foreign, options.loadUserPrices, logger);
    if (tokensFile !== undefined) {
      reload(logger, 'tokens', () => credentials.access?.replace(loadTokens(tokensFile)));
    }
    if (tls !== undefined) {
      reload(logger, 'certificate', () => {
        const context = readTls(tls);
        for (const { server } of [app.receiver, app.api]) {
          if (server instanceof TlsServer) server.setSecureContext(context);
        }
      });
    }
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.info({ signal }, 'stopping');
      close().then(
        () => {
          logger.info('stopped');
          process.exit(0);
        },
        (error: unknown) => {
          logger.error({ err: error }, 'did not stop cleanly');
          process.exit(1);
        },
      );
    });
  }
}

/** One that is wrong keeps none of the others from being read. */
function reload(logger: pino.Logger, what: string, read: () => void): void {
  try {
    read();
    logger.info({ what }, 'read again');
  } catch (error) {
    logger.error({ what, err: error }, 'what was read again is wrong; the old stays in force');
  }
}
