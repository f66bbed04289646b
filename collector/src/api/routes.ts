import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import type { BudgetBook } from '../budget/budget-book.ts';
import { ConfigurationError } from '../budget/load-configuration.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { UsageQueryError, queryUsage } from '../usage/query.ts';
import { renderUsageCsv } from '../usage/render-csv.ts';
import { usageBody } from './bodies.ts';
import { budgetsBody } from './budgets-body.ts';
import { parseUsageParameters, usageParameters } from './usage-parameters.ts';

export interface ApiOptions {
  readonly ledger: Ledger;
  readonly budgets: BudgetBook;
  readonly registry: Registry;
  readonly clock: () => Date;
  /** Reads the budgets file again; throws ConfigurationError when it is wrong. */
  readonly reload: () => void;
  /** Whether the last export could be committed. */
  readonly isReady: () => boolean;
}

/** Three years of months. Each period of each calendar is a query of its own, and the collector has other work. */
const MAX_PERIODS = 36;

const budgetsParameters = z.strictObject({
  periods: z.coerce.number().int().min(1).max(MAX_PERIODS).default(1),
});

/** Adds `/metrics`, `/api/v1` and the health endpoints. */
export function registerApi(server: FastifyInstance, options: ApiOptions): void {
  const { ledger, budgets, registry, clock, reload, isReady } = options;

  server.get('/metrics', async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  server.get('/-/healthy', async (_request, reply) => reply.type('text/plain').send('Outlay is up.\n'));
  server.get('/-/ready', async (_request, reply) =>
    isReady()
      ? reply.type('text/plain').send('Outlay is ready.\n')
      : reply.code(503).type('text/plain').send('The ledger cannot be written; see the log.\n'),
  );
  server.post('/-/reload', async (_request, reply) => {
    reload();
    return reply.type('text/plain').send('The budgets file is read again.\n');
  });
  server.get('/api/v1/budgets', async (request) => {
    const { periods } = budgetsParameters.parse(request.query);
    return budgetsBody(budgets, clock(), periods);
  });
  server.get('/api/v1/usage', async (request, reply) => {
    const parameters = usageParameters.parse(request.query);
    const query = parseUsageParameters(parameters);
    const report = queryUsage(ledger, query);
    return parameters.format === 'csv'
      ? reply.type('text/csv; charset=utf-8').send(renderUsageCsv(report, query))
      : usageBody(report, query);
  });

  server.setErrorHandler(async (error, request, reply) => {
    if (error instanceof z.ZodError) return reply.code(400).send({ error: messageOf(error) });
    if (error instanceof UsageQueryError) return reply.code(400).send({ error: error.message });
    if (error instanceof ConfigurationError) {
      return reply.code(400).send({ error: 'the old budgets stay in force', mistakes: error.mistakes });
    }
    const statusCode = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (statusCode >= 500) request.log.error({ err: error }, 'request failed');
    return reply.code(statusCode).send({ error: error instanceof Error ? error.message : String(error) });
  });
}

function messageOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'query'}: ${message}`).join('; ');
}
