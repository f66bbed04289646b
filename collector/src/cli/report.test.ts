import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, buildApp } from '../app.ts';
import { OutlayError } from '../error.ts';
import { openLedgerDatabase } from '../ledger/database.ts';
import { Ledger } from '../ledger/ledger.ts';
import { DEFAULT_SERVER_LIMITS } from '../server/limits.ts';
import { QueryThread } from '../usage/query-thread.ts';
import { reportCommand } from './report.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const RUN = `import(${JSON.stringify(MAIN)}).then(({ main }) => main(['node', 'outlay', ...process.argv.slice(1)]))`;

/** Runs the command in a process of its own, as a shell would. */
async function outlay(...args: string[]) {
  const child = spawn(process.execPath, ['--conditions=outlay-source', '-e', RUN, '--', ...args], {
    env: { ...process.env, FORCE_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
  ]);
  return { out, err, code };
}

describe('outlay report', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outlay-report-'));
  let ledger: Ledger;
  let queries: QueryThread;
  let app: App;
  let url: string;

  beforeAll(async () => {
    ledger = new Ledger(openLedgerDatabase(folder));
    for (const [index, feature] of ['search', 'search', 'mail'].entries()) {
      ledger.bookImported([
        {
          rowKey: Buffer.from(String(index)),
          at: new Date(Date.now() - 3_600_000 * (index + 1)),
          job: 'shop',
          labels: { provider: 'openai', feature },
          userId: `u-${index}`,
          cost: { nanoUsd: 1_500_000_000n, pricing: 'exact' },
          unpricedReason: undefined,
          units: new Map([['input_tokens', 10]]),
        },
      ]);
    }
    queries = new QueryThread(folder);
    app = buildApp({
      ledger,
      usage: queries.query,
      loadBudgets: () => ({ labels: [], exchangeRates: {}, budgets: [] }),
      limits: DEFAULT_SERVER_LIMITS,
      expositionHoldMs: 0,
      clock: () => new Date(),
      logger: pino({ level: 'silent' }),
    });
    url = await app.api.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await Promise.all([app.receiver.close(), app.api.close()]);
    await queries.close();
    ledger.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['--by', 'feature', '--sort', 'input_tokens', '--top', '1', '--json'],
    ['--format', 'focus'],
    ['users', '--by', 'hour', '--csv'],
  ])(
    'says the same from the ledger and from a collector: %s %s %s',
    async (...args) => {
      const [fromLedger, fromCollector] = await Promise.all([
        outlay('report', ...args, '--data', folder),
        outlay('report', ...args, '--url', url),
      ]);
      expect([fromLedger.err, fromLedger.code]).toEqual(['', 0]);
      expect(fromLedger.out).toMatch(/search|users/);
      expect(fromCollector).toEqual(fromLedger);
    },
    60_000,
  );

  it('prints no colours where the output is no terminal, whatever the environment says', async () => {
    const { out } = await outlay('report', 'peak-hours', '--data', folder);
    expect(out).toMatch(/^Mon {2}/m);
    expect(out).not.toContain('\u001b');
  }, 60_000);

  it.each([
    [['--json', '--csv'], '--json and --csv: choose one of them'],
    [['--by', 'Team'], '--by Team: not one of hour, day, week'],
    [['--by', 'day,week'], '--by day,week: one unit of time at most'],
    [['--top', 'x'], '--top: must be a whole number, such as 10'],
    [['--where', 'provider'], '--where: must be of the form label=value'],
    [['--compare', 'previous'], 'compare: give from too'],
    [['daily', '--by', 'model'], '--by: daily settles that by itself'],
    [['daily', '--format', 'focus'], '--format focus: it has columns of its own; leave daily out'],
    [['--format', 'focus', '--top', '3'], 'top: the format focus has fixed columns'],
  ] as const)('refuses %j and says what would be right', async (args, message) => {
    const run = reportCommand().parseAsync([...args, '--data', folder], { from: 'user' });
    await expect(run).rejects.toThrow(message);
    await expect(run).rejects.toBeInstanceOf(OutlayError);
  });
});
