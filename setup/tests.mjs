import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './run-program.mjs';
import { step } from './progress.mjs';

/** Scripts of npm that are no vitest tests; each counts as one. */
const CHECKS = [
  ['run', 'typecheck'],
  ['run', 'typecheck', '-w', 'grafana-plugin'],
  ['run', 'lint'],
];

/**
 * Runs every check and test, and prints the count as the last line.
 *
 * @param {string} root
 * @param {string[]} vitestArguments such as a file to run alone
 * @returns {Promise<boolean>} whether all passed
 */
export async function runTests(root, vitestArguments) {
  const checks = await runChecks(root);
  const tests = await runVitest(root, vitestArguments);
  const count = addUp([...checks, tests]);
  console.log(renderCount(count));
  return count.failed === 0;
}

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/** @param {Count[]} counts */
export function addUp(counts) {
  const sum = (name) => counts.reduce((total, count) => total + count[name], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** @param {Count} count */
export function renderCount({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * What vitest's run counts as. A run that broke off, failed for no test's sake or ran nothing is a failure.
 *
 * @param {Count | undefined} reported what the reporter wrote, if it came to that
 * @param {number | null} exitCode
 */
export function countRun(reported, exitCode) {
  const count = reported ?? { passed: 0, failed: 0, skipped: 0 };
  const isSilentFailure = count.failed === 0 && (exitCode !== 0 || count.passed === 0);
  return isSilentFailure ? { ...count, failed: 1 } : count;
}

async function runChecks(root) {
  let counts = [];
  await step('types and lint', async () => {
    counts = await Promise.all(CHECKS.map((args) => check(root, args)));
    if (addUp(counts).failed > 0) throw new Error('a check failed');
  }).catch(() => undefined);
  return counts;
}

async function check(root, args) {
  try {
    await runProgram('npm', args, { cwd: root });
    return { passed: 1, failed: 0, skipped: 0 };
  } catch (error) {
    console.log(`\n${error.output ?? error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function runVitest(root, vitestArguments) {
  const folder = await mkdtemp(join(tmpdir(), 'outlay-tests-'));
  const countFile = join(folder, 'count.json');
  try {
    const vitest = spawn(
      'node',
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--reporter=default',
        `--reporter=${join(root, 'setup/count-reporter.mjs')}`,
        ...vitestArguments,
      ],
      {
        cwd: root,
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...process.env, OUTLAY_TEST_COUNT_FILE: countFile },
      },
    );
    const [exitCode] = await once(vitest, 'exit');
    const reported = await readFile(countFile, 'utf8').then(JSON.parse, () => undefined);
    return countRun(reported, exitCode);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
