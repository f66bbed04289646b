/**
 * `npm start`, `npm test` and `npm run outlay`: sets up what is missing, then runs. Plain JavaScript without packages, because it
 * runs on the machine's own Node and before anything is installed.
 */
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { provideChromium } from './chromium.mjs';
import { provideNode24 } from './node24.mjs';
import { provideNpmPackages } from './npm-packages.mjs';
import { step } from './progress.mjs';
import { prometheusTools } from './prometheus-tools.mjs';
import { runOutlay, runStack } from './start.mjs';
import { runTests } from './tests.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

async function start(options) {
  const node = await provideNode24();
  await provideNpmPackages(ROOT, { forTests: false });
  if (options.some((option) => option === '--help' || option === '-h')) {
    await build(ROOT, ['instrumentation', 'collector']);
    return runStack(ROOT, node, [], options);
  }
  const tools = await provideTools('distribution');
  await build(ROOT);
  return runStack(ROOT, node, [tools.prometheus, tools.alertmanager], options);
}

async function test(vitestArguments) {
  await provideNode24();
  await provideNpmPackages(ROOT, { forTests: true });
  await provideTools('distribution');
  await provideTools('newest').catch((error) => console.log(`! no newest Prometheus: ${error.message}`));
  await provideChromium();
  await build(ROOT);
  return (await runTests(ROOT, vitestArguments)) ? 0 : 1;
}

/** One `outlay` command, on a Node that runs it; paths are those of the folder that npm was called in. */
async function outlay(args) {
  const node = await provideNode24();
  await provideNpmPackages(ROOT, { forTests: false });
  await build(ROOT, ['instrumentation', 'collector']);
  process.env.OUTLAY_DATA_DIR ??= join(ROOT, 'outlay-data');
  return runOutlay(ROOT, node, args, process.env.INIT_CWD ?? process.cwd());
}

function provideTools(version) {
  const title = version === 'newest' ? 'Prometheus and Alertmanager, newest' : 'Prometheus and Alertmanager';
  return step(title, (detail) => prometheusTools({ version, onProgress: detail }));
}

const [command, ...args] = process.argv.slice(2);
try {
  if (command === 'start') process.exitCode = await start(args);
  else if (command === 'test') process.exitCode = await test(args);
  else if (command === 'outlay') process.exitCode = await outlay(args);
  else {
    throw new Error(
      'usage: node setup/run.mjs start [options of "outlay up"] | test [arguments of vitest] | outlay COMMAND',
    );
  }
} catch (error) {
  console.error(`\n${error.message}`);
  // The last line of a test run tells the count, also when it did not get to the tests.
  if (command === 'test') console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
