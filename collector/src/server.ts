import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { buildApp } from './app.ts';
import { type CollectorOptions, loadBudgetsFor } from './configuration/collector-options.ts';
import { OutlayError } from './error.ts';
import { openLedgerDatabase } from './ledger/database.ts';
import { Ledger } from './ledger/ledger.ts';
import { lockDataDirectory } from './ledger/lock.ts';
import { QueryThread } from './usage/query-thread.ts';
import { DEFAULT_SERVER_LIMITS } from './server/limits.ts';

/** Ports that the collector ended up listening on; they differ from those asked for when 0 was. */
export interface RunningCollector {
  readonly otlpPort: number;
  readonly apiPort: number;
  close(): Promise<void>;
}

/**
 * Runs the collector in this process until SIGTERM or SIGINT; SIGHUP reads the budgets file again.
 *
 * @throws OutlayError when the configuration is wrong, the ledger cannot be used, or a port is taken
 */
export async function runCollector(options: CollectorOptions): Promise<RunningCollector> {
  const logger = pino({ name: 'outlay-collector' });
  const budgetsOf = () => loadBudgetsFor(options.budgetsFile, process.cwd());
  // Before anything is locked or opened: a wrong file is the commonest mistake.
  const { budgets } = budgetsOf();
  const unlock = lockDataDirectory(options.dataDirectory);
  const ledger = new Ledger(openLedgerDatabase(options.dataDirectory));
  const queries = new QueryThread(options.dataDirectory);
  const app = buildApp({
    ledger,
    usage: queries.query,
    loadBudgets: budgetsOf,
    limits: { ...DEFAULT_SERVER_LIMITS, maxBodyBytes: options.maxBodyBytes },
    expositionHoldMs: options.expositionHoldSeconds * 1000,
    clock: () => new Date(),
    logger,
  });
  const close = async () => {
    await Promise.all([app.receiver.close(), app.api.close()]);
    await queries.close();
    ledger.close();
    unlock();
  };
  try {
    const otlpPort = await listen(app.receiver, options.host, options.otlpPort, '--otlp-port');
    const apiPort = await listen(app.api, options.host, options.apiPort, '--port');
    logger.info(
      { otlpPort, apiPort, host: options.host, data: options.dataDirectory, budgets: budgets.length },
      'collector is up',
    );
    queries.start();
    onSignals(app.reload, close, logger);
    return { otlpPort, apiPort, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listen(server: FastifyInstance, host: string, port: number, option: string): Promise<number> {
  try {
    await server.listen({ host, port });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new OutlayError(`port ${port} on ${host} is taken; choose another with ${option}`, { cause });
    }
    throw new OutlayError(
      `cannot listen on ${host} port ${port}: ${String(cause)}; see ${option} and --host`,
      {
        cause,
      },
    );
  }
  const address = server.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function onSignals(reload: () => void, close: () => Promise<void>, logger: pino.Logger): void {
  process.on('SIGHUP', () => {
    try {
      reload();
      logger.info('the budgets file is read again');
    } catch (error) {
      logger.error({ err: error }, 'the budgets file is wrong; the old budgets stay in force');
    }
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.info({ signal }, 'stopping');
      close().then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error({ err: error }, 'did not stop cleanly');
          process.exit(1);
        },
      );
    });
  }
}
