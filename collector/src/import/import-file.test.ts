import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { loadPriceCatalogue } from '@outlay/instrumentation/pricing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BudgetBook } from '../budget/budget-book.ts';
import { parseBudgets } from '../budget/load-configuration.ts';
import { listImports, undoImport } from '../cli/undo-import.ts';
import { openLedgerDatabase } from '../ledger/database.ts';
import { Ledger } from '../ledger/ledger.ts';
import { LedgerReader } from '../ledger/reading/ledger-reader.ts';
import { queryUsage } from '../usage/query.ts';
import { type ImportOptions, importFile } from './import-file.ts';

const HEADER = 'timestamp,provider,model,input_tokens,cached_input_tokens,output_tokens,feature';
/** Half a year of an application's own log; measured by others and not part of this repository. */
const REAL_LOG = fileURLToPath(
  new URL('../../../../shared/data/traces/hn_app_openai_calls.csv.gz', import.meta.url),
);

describe('importFile', () => {
  let directory: string;
  let ledger: Ledger;
  let reader: LedgerReader;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'outlay-import-'));
    ledger = new Ledger(openLedgerDatabase(directory));
    reader = LedgerReader.open(directory);
  });
  afterEach(() => {
    reader.close();
    ledger.close();
    rmSync(directory, { recursive: true });
  });

  const write = (content: string | Uint8Array, name = 'calls.csv') => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  };
  const run = async (path: string, options: Partial<ImportOptions> = {}) =>
    importFile(ledger, await loadPriceCatalogue(), {
      path,
      columns: { map: {}, set: {} },
      timeZone: 'UTC',
      service: 'import',
      preferStated: false,
      dryRun: false,
      now: new Date('2026-12-01T00:00:00Z'),
      onProgress: () => {},
      ...options,
    });
  const usage = (query: Partial<Parameters<typeof queryUsage>[1]> = {}) =>
    queryUsage(reader, {
      from: undefined,
      to: undefined,
      groupBy: [],
      by: undefined,
      timeZone: 'UTC',
      ...query,
    });

  it('prices each call by its own time and books it to its month and feature', async () => {
    const path = write(
      `${HEADER}\n` +
        '2026-03-31T23:59:59Z,openai,gpt-4o-mini,1000000,0,1000000,search\n' +
        '2026-04-01T00:00:00Z,openai,gpt-4o-mini,1000000,1000000,0,chat\n',
    );
    const summary = await run(path);
    // gpt-4o-mini: $0.15 for a million input tokens, $0.075 cached, $0.60 output (OpenAI's price list since 2024-07-18).
    expect(summary).toMatchObject({ rows: 2, booked: 2, known: 0, costNanoUsd: 825_000_000n });
    const { rows, total } = usage({ by: 'month', groupBy: ['feature'] });
    expect(
      rows.map(({ start, labels, costNanoUsd }) => [start?.toISOString(), labels.feature, costNanoUsd]),
    ).toEqual([
      ['2026-03-01T00:00:00.000Z', 'search', 750_000_000n],
      ['2026-04-01T00:00:00.000Z', 'chat', 75_000_000n],
    ]);
    expect(total.requests).toBe(2);
  });

  it('prices by operation, service tier and variant, as the instrumentation does', async () => {
    const path = write(
      'timestamp,provider,model,operation,service_tier,variant,input_tokens,unit,quantity\n' +
        '2026-03-31T10:00:00Z,openai,gpt-4o-mini,chat,,,1000000,,\n' +
        '2026-03-31T11:00:00Z,openai,gpt-4o-mini,chat,batch,,1000000,,\n' +
        '2026-03-31T12:00:00Z,perplexity,,search,,,,requests,1000\n' +
        '2026-03-31T13:00:00Z,twilio,,messages,,US,,sms_segments,1000\n',
    );
    const summary = await run(path, { dryRun: true });
    // A batch costs half; Perplexity's search $5 for 1,000 requests; a segment of an SMS to the USA $0.0083.
    expect(summary).toMatchObject({
      booked: 4,
      costNanoUsd: 150_000_000n + 75_000_000n + 5_000_000_000n + 8_300_000_000n,
    });
    expect([...summary.unpriced]).toEqual([]);
  });

  it('takes gzip, other column names, what all rows share, and local times', async () => {
    const path = write(
      gzipSync(
        'when,engine,in,out,secret note\n2026-03-29 01:30:00,gpt-4o-mini,1000,10,a\n2026-11-22,gpt-4o-mini,5,5,b\n',
      ),
      'calls.csv.gz',
    );
    const summary = await run(path, {
      timeZone: 'Europe/London',
      columns: {
        map: { timestamp: 'when', model: 'engine', input_tokens: 'in', output_tokens: 'out' },
        set: { provider: 'openai', feature: 'nightly' },
      },
    });
    // 01:30 of that day does not exist in London: the clocks go from 01:00 to 02:00, and 01:30 means 02:30.
    expect(summary.first?.toISOString()).toBe('2026-03-29T01:30:00.000Z');
    expect(usage({ groupBy: ['feature', 'provider'] }).rows[0]).toMatchObject({
      labels: { feature: 'nightly', provider: 'openai' },
      requests: 2,
    });
  });

  it('books no row twice, and only the new ones of a file that has grown', async () => {
    const row = '2026-03-31T10:00:00Z,openai,gpt-4o-mini,1000000,0,0,search\n';
    await run(write(`${HEADER}\n${row}${row}`));
    const again = await run(write(`${HEADER}\n${row}${row}${row}`));
    expect(again).toMatchObject({ rows: 3, booked: 1, known: 2, costNanoUsd: 150_000_000n });
    expect(usage().total).toMatchObject({ costNanoUsd: 450_000_000n, requests: 3 });
  });

  it('books nothing in a dry run, and tells what it would', async () => {
    const path = write(`${HEADER}\n2026-03-31T10:00:00Z,openai,gpt-4o-mini,1000000,0,0,search\n`);
    expect(await run(path, { dryRun: true })).toMatchObject({ booked: 1, costNanoUsd: 150_000_000n });
    expect(usage().total).toMatchObject({ costNanoUsd: 0n, requests: 0 });
  });

  it('counts a model without a price as unpriced, and takes the cost that the file states', async () => {
    const path = write(
      `${HEADER},cost_usd\n` +
        '2026-03-31T10:00:00Z,openai,model-of-tomorrow,10,0,0,a,\n' +
        '2026-03-31T10:00:00Z,openai,model-of-tomorrow,10,0,0,a,0.25\n' +
        '2026-03-31T10:00:00Z,openai,gpt-4o-mini,1000000,0,0,a,0.5\n',
    );
    const summary = await run(path);
    expect([...summary.unpriced]).toEqual([['model-of-tomorrow of openai', 1]]);
    expect(summary).toMatchObject({ costNanoUsd: 400_000_000n, statedUsd: 0.75 });
    expect(
      usage({ groupBy: ['pricing'] }).rows.map(({ labels, costUsd }) => [labels.pricing, costUsd]),
    ).toContainEqual(['stated', 0.25]);
    expect(usage().total.unpriced).toBe(1);
  });

  it('takes the cost that the file states where it tells no usage', async () => {
    const path = write(
      'timestamp,provider,model,cost_usd\n2026-03-31T10:00:00Z,openai,gpt-4o-mini,5\n2026-03-31T10:00:00Z,openai,gpt-4o-mini,\n',
    );
    const summary = await run(path);
    expect(summary).toMatchObject({ costNanoUsd: 5_000_000_000n, booked: 2 });
    expect([...summary.unpriced]).toEqual([['gpt-4o-mini of openai', 1]]);
  });

  it('books the priced part of a call and counts the call as unpriced for the rest', async () => {
    const path = write(
      'timestamp,provider,model,input_tokens,unit,quantity,cost_usd\n' +
        '2026-03-31T10:00:00Z,openai,text-embedding-3-small,1000000,audio_seconds,5,\n' +
        '2026-03-31T10:00:00Z,openai,text-embedding-3-small,1000000,audio_seconds,5,0.5\n',
    );
    const summary = await run(path);
    expect(summary.costNanoUsd).toBe(520_000_000n);
    expect(usage().total.unpriced).toBe(1);
  });

  it.each(['1e999', '99999999999999999', '-1', '$5'])('refuses a cost of %s', async (cost) => {
    const path = write(`timestamp,provider,cost_usd\n2026-03-31T10:00:00Z,openai,${cost}\n`);
    await expect(run(path)).rejects.toThrow(`${path}:2: cost_usd: "${cost}" is not an amount in USD`);
  });

  it('refuses a folder', async () => {
    await expect(run(directory)).rejects.toThrow(/cannot be read as CSV: it is not a file/);
  });

  it('tells equal rows of two services, and of two values of --set, apart', async () => {
    const path = write(`${HEADER}\n2026-03-31T10:00:00Z,openai,gpt-4o-mini,1000000,0,0,search\n`);
    const booked = [
      await run(path, { service: 'a' }),
      await run(path, { service: 'b' }),
      await run(path, { service: 'b', columns: { map: {}, set: { tenant: 'acme' } } }),
      await run(path, { service: 'b' }),
    ].map((summary) => summary.booked);
    expect(booked).toEqual([1, 1, 1, 0]);
  });

  it('prefers the cost that the file states when asked to', async () => {
    const path = write(`${HEADER},cost_usd\n2026-03-31T10:00:00Z,openai,gpt-4o-mini,1000000,0,0,a,0.5\n`);
    expect((await run(path, { preferStated: true })).costNanoUsd).toBe(500_000_000n);
  });

  it('books spend by user where the file names users', async () => {
    const path = write(
      'timestamp,provider,model,input_tokens,user\n2026-03-31T10:00:00Z,openai,gpt-4o-mini,1000000,u1\n',
    );
    await run(path);
    expect(usage({ groupBy: ['user'] }).rows).toMatchObject([{ labels: { user: 'u1' }, costUsd: 0.15 }]);
  });

  it('names line, column and expectation of bad rows, up to ten of them, and books nothing', async () => {
    const bad = '2026-03-31T10:00:00Z,openai,gpt-4o-mini,ten,0,0,search\n';
    const good = '2026-03-31T10:00:00Z,openai,gpt-4o-mini,10,0,0,search\n';
    const path = write(`${HEADER}\n${good}yesterday,openai,gpt-4o-mini,10,0,0,search\n${bad.repeat(11)}`);
    const failure = run(path);
    await expect(failure).rejects.toThrow(`${path}:3: timestamp: "yesterday" is not a time such as`);
    await expect(failure).rejects.toThrow(`${path}:4: input_tokens: "ten" is not a whole number of tokens`);
    await expect(failure).rejects.toThrow('... and 2 more rows\nnothing was booked');
    expect(usage().total.requests).toBe(0);
  });

  it.each([
    [
      'more cached than input tokens',
      '2026-03-31T10:00:00Z,openai,m,10,20,0,x',
      /cached tokens are more than/,
    ],
    [
      'a negative count',
      '2026-03-31T10:00:00Z,openai,m,-1,0,0,x',
      /input_tokens: "-1" is not a whole number/,
    ],
    ['no provider', '2026-03-31T10:00:00Z,,m,1,0,0,x', /provider: "" is not a provider/],
    [
      'a missing cell',
      '2026-03-31T10:00:00Z,openai,m',
      /cannot be read as CSV: Invalid Record Length.*line 2/,
    ],
    [
      'a time to come',
      '2026-12-03T10:00:00Z,openai,m,1,0,0,x',
      /"2026-12-03T10:00:00Z" is not a time between/,
    ],
    [
      'a time before any API',
      '1960-01-01,openai,m,1,0,0,x',
      /"1960-01-01" is not a time between the year 2000/,
    ],
    [
      'more tokens than there are',
      '2026-03-31T10:00:00Z,openai,m,9999999999999999,0,0,x',
      /is not a whole number/,
    ],
    ['a long cell', `2026-03-31T10:00:00Z,openai,m,${'secret '.repeat(20)},0,0,x`, /"secret [^"]{30,40}…"/],
  ])('refuses %s', async (_, row, message) => {
    await expect(run(write(`${HEADER}\n${row}\n`))).rejects.toThrow(message);
  });

  it('explains a missing provider, an unknown field, an unknown column, and an empty file', async () => {
    const path = write('timestamp,model,input_tokens\n2026-03-31T10:00:00Z,gpt-4o-mini,1\n');
    await expect(run(path)).rejects.toThrow(/no column "provider".*--set provider=openai/);
    await expect(run(path, { columns: { map: { cost: 'x' }, set: {} } })).rejects.toThrow(
      /no field "cost"; the fields are/,
    );
    await expect(run(path, { columns: { map: { provider: 'x' }, set: {} } })).rejects.toThrow(
      /no column "x"/,
    );
    await expect(run(write(`${HEADER}\n`))).rejects.toThrow(/no rows below its header/);
    await expect(run(join(directory, 'none.csv'))).rejects.toThrow(
      /none\.csv: cannot be read as CSV: ENOENT/,
    );
  });

  it.skipIf(!existsSync(REAL_LOG))(
    'books half a year of real calls to the cent, once (needs ../shared/data)',
    async () => {
      const options = {
        columns: { map: { timestamp: 'timestamp_local', feature: 'caller' }, set: { provider: 'openai' } },
      };
      const summary = await run(REAL_LOG, options);
      expect(summary.booked).toBe(4541);
      expect((Number(summary.costNanoUsd) / 1e9).toFixed(4)).toBe('9.9945');
      expect(summary.statedUsd?.toFixed(4)).toBe('9.9946');
      expect((await run(REAL_LOG, options)).booked).toBe(0);

      const byMonth = usage({ by: 'month' });
      expect(byMonth.rows).toHaveLength(7);
      expect(byMonth.total.costNanoUsd).toBe(summary.costNanoUsd);
      expect(
        usage({ groupBy: ['feature'] })
          .rows.map(({ labels }) => labels.feature)
          .sort(),
      ).toEqual(['llm_batch', 'tag_generator']);

      const budgets = new BudgetBook(
        ledger,
        parseBudgets('budgets: [{ name: all, limit: 1.8 }]', 'budgets.yaml'),
      );
      const past = budgets.history(new Date('2026-08-22T12:00:00Z'), 7)[0] ?? [];
      expect(past.reduce((sum, { spentNanoUsd }) => sum + (spentNanoUsd ?? 0n), 0n)).toBe(
        summary.costNanoUsd,
      );
      expect(past.map(({ status }) => status)).toEqual([
        'ok',
        'exceeded',
        'critical',
        'warning',
        'critical',
        'exceeded',
        'ok',
      ]);
    },
  );

  it('can be undone: the ledger is as it was, beside what others booked, and the file can be imported again', async () => {
    const first = write(
      `${HEADER}\n2026-03-31T23:59:59Z,openai,gpt-4o-mini,1000000,0,1000000,search\n`,
      'first.csv',
    );
    const second = write(
      `${HEADER}\n` +
        '2026-03-31T23:59:59Z,openai,gpt-4o-mini,1000000,0,1000000,search\n' +
        '2026-03-31T23:59:58Z,openai,gpt-4o-mini,1000000,0,1000000,search\n' +
        '2026-04-02T00:00:00Z,openai,gpt-4o-mini,1000000,0,0,chat\n',
      'second.csv',
    );
    await run(first);
    const before = usage({ by: 'day', groupBy: ['feature'] });
    expect(await run(second)).toMatchObject({ booked: 2, known: 1 });
    const after = usage({ by: 'day', groupBy: ['feature'] });
    expect(after.total).not.toEqual(before.total);
    expect(listImports(directory)).toEqual([
      expect.stringMatching(/^import 2 of 2026-12-01T00:00:00.000Z: second.csv, 2 calls$/),
      expect.stringMatching(/^import 1 .*first.csv, 1 call$/),
    ]);

    expect(() => undoImport(directory, 'third.csv')).toThrow(/no import is known as third.csv/);
    expect(undoImport(directory, second)).toMatch(/Undone: import 2/);
    expect(usage({ by: 'day', groupBy: ['feature'] })).toEqual(before);
    expect(listImports(directory)).toHaveLength(1);
    expect(await run(second)).toMatchObject({ booked: 2, known: 1 });
    expect(usage({ by: 'day', groupBy: ['feature'] })).toEqual(after);
    expect(
      [...ledger.sumBySeries({ from: 0, to: 4e9 }).values()].reduce((sum, amount) => sum + amount, 0n),
    ).toBeGreaterThan(0n);
  });

  it('asks which one when a name was imported more than once', async () => {
    const path = write(`${HEADER}\n2026-03-31T23:59:59Z,openai,gpt-4o-mini,1,0,0,search\n`);
    await run(path);
    write(`${HEADER}\n2026-03-31T23:59:59Z,openai,gpt-4o-mini,2,0,0,search\n`);
    await run(path);
    expect(() => undoImport(directory, 'calls.csv')).toThrow(
      /several times; name one by its number:\nimport 2 .*\nimport 1 /,
    );
    expect(undoImport(directory, '1')).toMatch(/import 1 /);
  });
});
