import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const REPORTER = fileURLToPath(new URL('./count-reporter.mjs', import.meta.url));

describe('the reporter that counts', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'count-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs vitest on these files and returns what the reporter wrote. */
  async function count(files: Record<string, string>): Promise<unknown> {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.test.js`), text);
    const countFile = join(folder, 'count.json');
    const vitest = spawn(
      process.execPath,
      [VITEST, 'run', '--root', folder, '--globals', `--reporter=${REPORTER}`],
      { stdio: 'ignore', env: { ...process.env, OUTLAY_TEST_COUNT_FILE: countFile } },
    );
    await once(vitest, 'exit');
    return JSON.parse(readFileSync(countFile, 'utf8'));
  }

  it('counts tests by how they ended', async () => {
    const mixed = `
      test('passes', () => {});
      describe('within', () => test('passes too', () => {}));
      test('fails', () => { throw new Error('no'); });
      test.skip('is skipped', () => {});
      test.todo('is to do');`;
    expect(await count({ mixed })).toEqual({ passed: 2, failed: 1, skipped: 2 });
  });

  it('counts a file that does not load and a promise that nobody caught', async () => {
    const passing = `test('passes', () => {});`;
    const unloadable = `import './absent.js';`;
    const uncaught = `test('passes', async () => { void Promise.reject(new Error('lost')); await new Promise((resolve) => setTimeout(resolve, 50)); });`;
    expect(await count({ passing, unloadable, uncaught })).toEqual({ passed: 2, failed: 2, skipped: 0 });
  });

  it('counts a group whose hook fails', async () => {
    const hooked = `describe('group', () => { beforeAll(() => { throw new Error('no server'); }); test('runs', () => {}); });`;
    expect(await count({ hooked })).toMatchObject({ passed: 0, failed: 1 });
  });
});
