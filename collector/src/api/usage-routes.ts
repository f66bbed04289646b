import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { renderFocusCsv } from '../usage/focus/render-focus.ts';
import { runNamedReport } from '../usage/named/named-report.ts';
import { REPORT_NAMES, type ReportName } from '../usage/named/report-names.ts';
import { renderNamedCsv } from '../usage/named/render-named-csv.ts';
import { UsageQueryError } from '../usage/query.ts';
import { renderUsageCsv } from '../usage/render-csv.ts';
import { usageBody } from '../usage/usage-body.ts';
import { type UsageSource, reportUsage } from '../usage/usage-report.ts';
import { parseNamedReportParameters, reportParameters } from './report-parameters.ts';
import { parseFocusParameters, parseReportParameters, usageParameters } from './usage-parameters.ts';

/** Adds what tells usage: `/api/v1/usage` and the reports with names. */
export function registerUsageRoutes(
  server: FastifyInstance,
  { usage, clock }: { readonly usage: UsageSource; readonly clock: () => Date },
): void {
  server.get('/api/v1/usage', async (request, reply) => {
    const parameters = usageParameters.parse(request.query);
    if (parameters.format === 'focus') {
      const chunks = renderFocusCsv(usage, parseFocusParameters(parameters));
      // The first chunk is made before anything is sent: what cannot be told is refused, not broken off.
      const first = await chunks.next();
      return sendCsv(reply, Readable.from(joined(first.value, chunks)));
    }
    const options = parseReportParameters(parameters, clock());
    const body = usageBody(await reportUsage(usage, options), options.query);
    return parameters.format === 'csv' ? sendCsv(reply, renderUsageCsv(body)) : body;
  });
  server.get<{ Params: { name: string } }>('/api/v1/reports/:name', async (request, reply) => {
    const { name } = request.params;
    if (!isReportName(name)) {
      return reply
        .code(404)
        .send({ error: `there is no report "${name}"; the reports are ${REPORT_NAMES.join(', ')}` });
    }
    const parameters = reportParameters.parse(request.query);
    if (parameters.by !== undefined && name !== 'users') {
      throw new UsageQueryError(`by: of the report users alone; ${name} has its own unit of time`);
    }
    const body = await runNamedReport(name, usage, parseNamedReportParameters(parameters, clock()));
    return parameters.format === 'csv' ? sendCsv(reply, renderNamedCsv(body)) : body;
  });
}

function isReportName(name: string): name is ReportName {
  return (REPORT_NAMES as readonly string[]).includes(name);
}

async function* joined(first: string | undefined, rest: AsyncIterable<string>): AsyncGenerator<string> {
  if (first !== undefined) yield first;
  yield* rest;
}

function sendCsv(reply: FastifyReply, text: string | Readable): FastifyReply {
  return reply.type('text/csv; charset=utf-8').send(text);
}
