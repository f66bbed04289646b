import { z } from 'zod';
import { usageRecord } from '../../recording/usage-record.ts';
import { namedReportBodySchema } from '../../usage/named/named-report-body.ts';
import { REPORT_NAMES } from '../../usage/named/report-names.ts';
import { usageBodySchema } from '../../usage/usage-body.ts';
import { VERSION } from '../../version.ts';
import { budgetsParameters } from '../budgets-parameters.ts';
import { reportParameters } from '../report-parameters.ts';
import { usageParameters } from '../usage-parameters.ts';
import {
  errorBodySchema,
  otlpResponseSchema,
  otlpStatusSchema,
  recordedUsageSchema,
  reloadErrorBodySchema,
} from './answers.ts';
import { budgetsBodySchema } from './budgets-schema.ts';

type Json = Readonly<Record<string, unknown>>;

/** What each path answers, by status; the schemas are those that the collector reads and writes with. */
export function openApiDocument(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Outlay collector',
      version: VERSION,
      description:
        'What a team spends on the APIs it calls: usage, reports, budgets. The OTLP receiver listens on a port of its own.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{}, { bearer: [] }],
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'needed where the collector has tokens: scope read for GET, ingest for what is sent',
        },
      },
      schemas: {
        UsageRecord: schemaOf(usageRecord, 'input'),
        UsageReport: schemaOf(usageBodySchema),
        NamedReport: schemaOf(namedReportBodySchema),
        Budgets: schemaOf(budgetsBodySchema),
        RecordedUsage: schemaOf(recordedUsageSchema),
        Error: schemaOf(errorBodySchema),
        ReloadError: schemaOf(reloadErrorBodySchema),
        OtlpStatus: schemaOf(otlpStatusSchema),
        OtlpResponse: schemaOf(otlpResponseSchema),
      },
    },
    paths: {
      '/api/v1/usage': { get: USAGE, post: RECORD },
      '/api/v1/reports/{name}': { get: REPORTS },
      '/api/v1/budgets': { get: BUDGETS },
      '/api/v1/openapi.json': {
        get: operation('This description', [], {
          200: answer('OpenAPI 3.1', { 'application/json': { schema: { type: 'object' } } }),
        }),
      },
      '/metrics': {
        get: operation('Figures for Prometheus', [], {
          200: answer('text format or OpenMetrics, as the Accept header asks', TEXT),
          503: answer('too many scrapes at a time', TEXT),
        }),
      },
      '/-/healthy': { get: open(operation('Whether the process is up', [], { 200: answer('it is', TEXT) })) },
      '/-/ready': {
        get: open(
          operation('Whether exports can be booked', [], {
            200: answer('they can', TEXT),
            503: answer('they cannot, and why', TEXT),
          }),
        ),
      },
      '/-/reload': {
        post: operation('Read the budgets file again', [], {
          200: answer('it is read', TEXT),
          400: answer('it is wrong; the old budgets stay in force', json('ReloadError')),
        }),
      },
      '/v1/metrics': { servers: OTLP_SERVERS, post: otlp('Metrics over OTLP/HTTP') },
      '/v1/traces': { servers: OTLP_SERVERS, post: otlp('Spans over OTLP/HTTP: GenAI spans become cost') },
    },
  };
}

const TEXT = { 'text/plain': { schema: { type: 'string' } } };
const CSV = { 'text/csv': { schema: { type: 'string' } } };
const OTLP_SERVERS = [{ url: 'http://127.0.0.1:4318', description: 'the OTLP port' }];

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'a parameter or body that cannot be used; the text names it and what would be right',
  401: 'a token is needed',
  403: 'the token lacks the scope',
  404: 'there is no such thing; the text says what there is',
  413: 'the body is too large',
  415: 'the content type or encoding is not known',
  429: 'more than can be booked at once; Retry-After says when to try again',
  503: 'too busy, or the ledger cannot be read or written; Retry-After says when to try again',
};

const USAGE = operation('Cost, requests and units by labels and time', queryParameters(usageParameters), {
  200: answer('the report', { ...json('UsageReport'), ...CSV }),
  ...refusals([400, 401, 403, 503]),
});

const RECORD = {
  ...operation(
    'Record calls that no telemetry tells of; their cost is computed',
    [
      {
        name: 'Idempotency-Key',
        in: 'header',
        schema: { type: 'string', maxLength: 200 },
        description:
          'sent again with the same key by the same sender, calls without an id that say the same add nothing',
      },
    ],
    {
      200: answer('what became of each call: all of them were right', json('RecordedUsage')),
      207: answer(
        'some were right and are booked, others are refused; results tell which',
        json('RecordedUsage'),
      ),
      400: answer('none of them could be booked', {
        'application/json': { schema: { oneOf: [ref('RecordedUsage'), ref('Error')] } },
      }),
      ...refusals([401, 403, 413, 415, 429, 503]),
    },
  ),
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: { oneOf: [ref('UsageRecord'), { type: 'array', items: ref('UsageRecord') }] },
      },
    },
  },
};

const REPORTS = operation(
  'Reports with names',
  [
    { name: 'name', in: 'path', required: true, schema: { type: 'string', enum: [...REPORT_NAMES] } },
    ...queryParameters(reportParameters),
  ],
  { 200: answer('the report', { ...json('NamedReport'), ...CSV }), ...refusals([400, 401, 403, 404, 503]) },
);

const BUDGETS = operation('Where budgets stand', queryParameters(budgetsParameters), {
  200: answer('all budgets', json('Budgets')),
  ...refusals([400, 401, 403]),
});

function operation(
  summary: string,
  parameters: readonly Json[],
  responses: Readonly<Record<number, Json>>,
): Json {
  return { summary, ...(parameters.length > 0 && { parameters }), responses };
}

/** Health is asked by what has no token. */
function open(of: Json): Json {
  return { ...of, security: [] };
}

function otlp(summary: string): Json {
  const refused = Object.fromEntries(
    [400, 413, 415, 429, 503].map((status) => [status, answer(REFUSALS[status] ?? '', json('OtlpStatus'))]),
  );
  const body = { schema: {} };
  return {
    ...operation(summary, [], {
      200: answer('booked; what was left out is told as partial success', {
        ...json('OtlpResponse'),
        'application/x-protobuf': body,
      }),
      ...refused,
      ...refusals([401, 403]),
    }),
    requestBody: { required: true, content: { 'application/x-protobuf': body, 'application/json': body } },
  };
}

function refusals(statuses: readonly number[]): Record<number, Json> {
  return Object.fromEntries(
    statuses.map((status) => [status, answer(REFUSALS[status] ?? '', json('Error'))]),
  );
}

function answer(description: string, content: Json): Json {
  return { description, content };
}

function json(name: string): Record<string, Json> {
  return { 'application/json': { schema: ref(name) } };
}

function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

/** One parameter for each property of a schema, as text in the query. */
function queryParameters(schema: z.ZodObject): Json[] {
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...of }]) => ({
    name,
    in: 'query',
    ...(required.includes(name) && { required: true }),
    ...(description !== undefined && { description }),
    schema: of,
  }));
}

/** JSON Schema 2020-12, what OpenAPI 3.1 is written in. What a transformation reads is described as what is sent. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'output'): Json {
  const of: Record<string, unknown> = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
  });
  return Object.fromEntries(Object.entries(of).filter(([key]) => key !== '$schema'));
}
