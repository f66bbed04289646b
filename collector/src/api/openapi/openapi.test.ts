import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { default as addFormats } from 'ajv-formats';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TokenAccess } from '../../access/token-access.ts';
import { createToken, hashToken } from '../../access/token.ts';
import { type App, buildApp } from '../../app.ts';
import { loadBudgets } from '../../budget/load-configuration.ts';
import { openLedgerDatabase } from '../../ledger/database.ts';
import { Ledger } from '../../ledger/ledger.ts';
import { DEFAULT_SERVER_LIMITS } from '../../server/limits.ts';
import { REPORT_NAMES } from '../../usage/named/report-names.ts';
import { QueryThread } from '../../usage/query-thread.ts';
import { openApiDocument } from './openapi-document.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const BUDGETS = 'budgets:\n  - { name: all, limit: 10 }\n  - { name: mails, unit: emails, limit: 10 }\n';
const RECORD = {
  provider: 'openai',
  model: 'gpt-4o',
  input_tokens: 1000,
  output_tokens: 10,
  feature: 'search',
  user: 'u-1',
  labels: { plan: 'pro' },
  at: '2026-11-20T10:00:00Z',
};

type Schema = Readonly<Record<string, unknown>>;
interface Operation {
  readonly responses: Record<string, { readonly content: Record<string, { readonly schema: Schema }> }>;
  readonly parameters?: readonly { readonly name: string; readonly schema: Schema }[];
}

/** Routes as `GET /path/{name}`, of the tree that Fastify prints; HEAD comes with every GET. */
function routesOf(printed: string): string[] {
  return [...printed.matchAll(/(\/\S+) \(([A-Z, ]+)\)/g)].flatMap(([, path = '', methods = '']) =>
    methods
      .split(', ')
      .filter((method) => method !== 'HEAD')
      .map((method) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`),
  );
}

describe('the description of the HTTP API', () => {
  const document = openApiDocument() as unknown as {
    readonly paths: Record<string, Record<string, Operation>>;
    readonly components: { readonly schemas: Record<string, Schema> };
  };
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (to: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'outlay', components: document.components });

  const folder = mkdtempSync(join(tmpdir(), 'outlay-openapi-'));
  const budgetsFile = join(folder, 'budgets.yaml');
  writeFileSync(budgetsFile, BUDGETS);
  const token = createToken();
  const reader = createToken();
  let queries: QueryThread;
  let ledger: Ledger;
  let app: App;
  let base: string;
  const seen = new Set<string>();

  beforeAll(async () => {
    ledger = new Ledger(openLedgerDatabase(folder));
    queries = new QueryThread(folder);
    app = buildApp({
      ledger,
      usage: queries.query,
      loadBudgets: () => loadBudgets(budgetsFile),
      limits: { ...DEFAULT_SERVER_LIMITS, maxBodyBytes: 10_000 },
      access: new TokenAccess([
        { name: 'all', sha256: hashToken(token), scopes: new Set(['ingest', 'read'] as const) },
        { name: 'reader', sha256: hashToken(reader), scopes: new Set(['read'] as const) },
      ] as unknown as ConstructorParameters<typeof TokenAccess>[0]),
      expositionHoldMs: 0,
      clock: () => NOW,
      logger: pino({ level: 'silent' }),
    });
    await app.receiver.ready();
    base = await app.api.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await Promise.all([app.receiver.close(), app.api.close()]);
    await queries.close();
    ledger.close();
    rmSync(folder, { recursive: true });
  });

  /** Sends a request, and holds the answer to what the description says of the path, the method and the status. */
  async function ask(
    method: 'GET' | 'POST',
    path: string,
    init: RequestInit = {},
    bearer: string | null = token,
  ) {
    const response = await fetch(`${base}${path}`, {
      method,
      ...init,
      headers: { ...(bearer !== null && { authorization: `Bearer ${bearer}` }), ...(init.headers as object) },
    });
    const [pathname = ''] = path.split('?');
    const template = pathname.startsWith('/api/v1/reports/') ? '/api/v1/reports/{name}' : pathname;
    const described = document.paths[template]?.[method.toLowerCase()]?.responses[String(response.status)];
    const text = await response.text();
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    const content = described?.content[type];
    if (content === undefined)
      throw new Error(`${method} ${path}: ${response.status} ${type} is not described: ${text}`);
    seen.add(`${method} ${template} ${response.status}`);
    if (type === 'application/json') {
      const validate = ajv.compile(withReferences(content.schema));
      const body: unknown = JSON.parse(text);
      if (!validate(body))
        throw new Error(`${method} ${path}: ${ajv.errorsText(validate.errors)} in ${text}`);
    }
    return { status: response.status, text };
  }

  /** References of a part of the document lead to the document. */
  function withReferences(schema: Schema): Schema {
    return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"outlay#/components')) as Schema;
  }

  const post = (body: unknown, bearer: string | null = token) =>
    ask(
      'POST',
      '/api/v1/usage',
      {
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      },
      bearer,
    );

  it('is served, and is valid JSON Schema throughout', async () => {
    const { text } = await ask('GET', '/api/v1/openapi.json');
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
    expect(JSON.parse(text)).toMatchObject({ openapi: '3.1.0' });
    for (const schema of Object.values(document.components.schemas)) {
      expect(ajv.validateSchema(withReferences(schema)), ajv.errorsText()).toBe(true);
    }
  });

  it('describes what is recorded, and how it is refused', async () => {
    expect((await post([RECORD, { ...RECORD, id: 'a', user: undefined }])).status).toBe(200);
    expect((await post({ ...RECORD, model: 'no-such-model', id: 'b' })).status).toBe(200);
    expect((await post([{ ...RECORD, id: 'c' }, { provider: 'openai' }])).status).toBe(207);
    expect((await post([{ provider: 'openai' }])).status).toBe(400);
    expect((await post([])).status).toBe(400);
    expect((await post('{')).status).toBe(400);
    expect((await post(RECORD, null)).status).toBe(401);
    expect((await post(RECORD, reader)).status).toBe(403);
    expect((await post([RECORD, 'x'.repeat(20_000)])).status).toBe(413);
    const wrongType = { body: 'x', headers: { 'content-type': 'text/x-none' } };
    expect((await ask('POST', '/api/v1/usage', wrongType)).status).toBe(415);
    const validate = ajv.compile(withReferences(document.components.schemas['UsageRecord'] ?? {}));
    expect(validate(RECORD), ajv.errorsText(validate.errors)).toBe(true);
    expect(validate({ ...RECORD, modle: 'x' })).toBe(false);
  });

  it.each([
    '',
    'groupBy=provider,model&by=day',
    'groupBy=feature&compare=previous&from=2026-11-01&top=1&sort=cost',
    'groupBy=user&where=tenant=*',
    'groupBy=plan&where=provider=open*',
    'format=csv',
    'format=focus',
  ])('describes usage with %j', async (query) => {
    expect((await ask('GET', `/api/v1/usage?${query}`)).status).toBe(200);
  });

  it.each([
    ['from=0099-01-01', 'from: "0099-01-01" must be in the years 1970 to 2200'],
    ['to=%2B275760-09-13', 'to: "+275760-09-13" must be in the years 1970 to 2200'],
    ['from=1970-01-02&to=2199-01-01&by=hour&compare=previous', 'more than 20000 units of time (by hour)'],
    ['form=json', 'Unrecognized key: "form"; the parameters are from, to, timeZone, where'],
    ['top=0', 'top: must be 1 or more'],
    ['top=x', 'top: must be a whole number, such as 10'],
    ['where=provider', 'where.0: must be of the form label=value'],
    ['compare=last', 'compare: must be "previous"'],
    ['compare=previous', 'compare: give from too'],
    ['groupBy=tenant&sort=requests', 'sort: requests are not kept by tenant; sort by cost'],
    ['sort=emails', 'sort: "emails" is neither cost, requests nor a unit of this report: input_tokens'],
    ['format=focus&top=3', 'top: the format focus has fixed columns'],
    ['timeZone=Mars', 'timeZone: "Mars" is no IANA time zone'],
  ])('refuses %s by name, with what would be right', async (query, message) => {
    const { status, text } = await ask('GET', `/api/v1/usage?${query}`);
    expect([status, (JSON.parse(text) as { error: string }).error]).toEqual([
      400,
      expect.stringContaining(message),
    ]);
  });

  it.each(REPORT_NAMES)('describes the report %s', async (name) => {
    expect((await ask('GET', `/api/v1/reports/${name}?timeZone=Europe/London`)).status).toBe(200);
    expect((await ask('GET', `/api/v1/reports/${name}?format=csv`)).text).toMatch(/^[a-z_]+,/);
  });

  it('describes how reports are refused', async () => {
    expect((await ask('GET', '/api/v1/reports/weekly')).text).toContain(
      'the reports are daily, month, top-features',
    );
    expect((await ask('GET', '/api/v1/reports/daily?by=hour')).status).toBe(400);
    expect((await ask('GET', '/api/v1/reports/users?by=hour')).status).toBe(200);
    expect((await ask('GET', '/api/v1/reports/daily', {}, null)).status).toBe(401);
    expect((await ask('GET', '/api/v1/usage', {}, null)).status).toBe(401);
  });

  it('describes budgets, their past and their reload', async () => {
    expect((await ask('GET', '/api/v1/budgets')).status).toBe(200);
    expect((await ask('GET', '/api/v1/budgets?periods=3')).status).toBe(200);
    expect((await ask('GET', '/api/v1/budgets?periods=99')).status).toBe(400);
    expect((await ask('POST', '/-/reload')).status).toBe(200);
    writeFileSync(budgetsFile, 'budgets:\n  - { name: all, limt: 5 }\n');
    expect((await ask('POST', '/-/reload')).status).toBe(400);
  });

  it('describes health and figures', async () => {
    expect((await ask('GET', '/-/healthy', {}, null)).status).toBe(200);
    expect((await ask('GET', '/-/ready', {}, null)).status).toBe(200);
    expect((await ask('GET', '/metrics')).status).toBe(200);
  });

  it('leaves no route of the port out, and has none that is not there', () => {
    const routes = new Set(Object.keys(document.paths).filter((path) => !path.startsWith('/v1/')));
    const asked = new Set([...seen].map((entry) => entry.split(' ')[1]));
    expect(asked).toEqual(routes);
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations)
        .filter((method) => method !== 'servers')
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    const registered = [app.api, app.receiver].flatMap((server) =>
      routesOf(server.printRoutes({ commonPrefix: false })),
    );
    expect(registered.sort()).toEqual(described.sort());
    for (const path of routes) {
      const url = path.replace('{name}', ':name');
      const [method = 'get'] = Object.keys(document.paths[path] ?? {});
      expect(app.api.hasRoute({ method: method.toUpperCase() as 'GET', url }), path).toBe(true);
    }
  });
});
