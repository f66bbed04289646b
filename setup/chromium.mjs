import { findOnPath } from './find-on-path.mjs';
import { step } from './progress.mjs';
import { ProgramFailed, runProgram } from './run-program.mjs';

/** See tools.d.mts. */
export function chromiumPath() {
  return findOnPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
}

/**
 * Installs Chromium with apt where that is possible without asking for a password; says what to do elsewhere.
 * Tests in a browser skip without one.
 */
export async function provideChromium() {
  if (chromiumPath()) return;
  const root = await rootCommand();
  if (!root) {
    console.log(
      '! no Chromium: the tests in a browser will be skipped. Install it (apt-get install chromium, brew install chromium) to run them.',
    );
    return;
  }
  await step('Chromium, for the tests in a browser', async (detail) => {
    const [program, ...before] = [...root, 'apt-get'];
    const aptGet = (...args) =>
      runProgram(program, [...before, ...args], {
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
        onLine: detail,
      });
    const install = ['install', '-y', '-q', '--no-install-recommends', 'chromium'];
    try {
      await aptGet(...install);
    } catch (error) {
      if (!(error instanceof ProgramFailed)) throw error;
      // The lists are missing or name a version that is gone.
      await aptGet('-q', 'update');
      await aptGet(...install);
    }
  }).catch((error) => {
    console.log(
      `! Chromium could not be installed: the tests in a browser will be skipped.\n${error.message}`,
    );
  });
}

/** How apt-get gets to be root: nothing, `sudo`, or undefined when it cannot. */
async function rootCommand() {
  if (!findOnPath('apt-get')) return undefined;
  if (process.getuid?.() === 0) return [];
  if (!findOnPath('sudo')) return undefined;
  return runProgram('sudo', ['-n', 'true']).then(
    () => ['sudo', '-n'],
    () => undefined,
  );
}
