import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { BudgetBook } from '../budget/budget-book.ts';
import { ConfigurationError } from '../budget/load-configuration.ts';
import { RequestRefused } from '../server/request-refused.ts';
import { UsageQueryError } from '../usage/query.ts';
import { QueryRefusedError } from '../usage/query-thread.ts';
import type { UsageSource } from '../usage/usage-report.ts';
import { budgetsBody } from './budgets-body.ts';
import { budgetsParameters } from './budgets-parameters.ts';
import { openApiDocument } from './openapi/openapi-document.ts';
import { registerUsageRoutes } from './usage-routes.ts';

export interface ApiOptions {
  /** Answers queries of usage, away from this thread. */
  readonly usage: UsageSource;
  readonly budgets: BudgetBook;
  readonly clock: () => Date;
  /** Reads the budgets file again; throws ConfigurationError when it is wrong. */
  readonly reload: () => void;
  /** What is wrong with the ledger, in a sentence; undefined when exports can be booked. */
  readonly whyNotReady: () => string | undefined;
}

/** Health is asked by what has no token: an orchestrator, a load balancer. */
const OPEN = { config: { access: 'open', signal: 'health' } } as const;

/** Adds `/api/v1` and the health endpoints. */
export function registerApi(server: FastifyInstance, options: ApiOptions): void {
  const { usage, budgets, clock, reload, whyNotReady } = options;

  server.get('/-/healthy', OPEN, async (_request, reply) => reply.type('text/plain').send('Outlay is up.\n'));
  server.get('/-/ready', OPEN, async (_request, reply) => {
    const reason = whyNotReady();
    return reason === undefined
      ? reply.type('text/plain').send('Outlay is ready.\n')
      : reply.code(503).type('text/plain').send(`${reason}\n`);
  });
  server.post('/-/reload', { config: { access: 'read' } }, async (_request, reply) => {
    reload();
    return reply.type('text/plain').send('The budgets file is read again.\n');
  });
  server.get('/api/v1/budgets', async (request) => {
    const { periods } = budgetsParameters.parse(request.query);
    return budgetsBody(budgets, clock(), periods);
  });
  registerUsageRoutes(server, { usage, clock });
  const description = openApiDocument();
  server.get('/api/v1/openapi.json', async () => description);

  server.setErrorHandler(async (error, request, reply) => {
    if (error instanceof z.ZodError) return reply.code(400).send({ error: messageOf(error) });
    if (error instanceof UsageQueryError) return reply.code(400).send({ error: error.message });
    if (error instanceof QueryRefusedError) {
      reply.header('retry-after', error.retryAfterSeconds);
      return reply.code(error.statusCode).send({ error: error.message });
    }
    if (error instanceof ConfigurationError) {
      return reply.code(400).send({ error: 'the old budgets stay in force', mistakes: error.mistakes });
    }
    const statusCode = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (statusCode >= 500 && !(error instanceof RequestRefused))
      request.log.error({ err: error }, 'request failed');
    return reply.code(statusCode).send({ error: error instanceof Error ? error.message : String(error) });
  });
}

function messageOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'query'}: ${message}`).join('; ');
}
