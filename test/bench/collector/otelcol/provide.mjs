import { existsSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, fillOnce } from '../../../../setup/cache-folder.mjs';
import { step } from '../../../../setup/progress.mjs';
import { runProgram } from '../../../../setup/run-program.mjs';

const SOURCES = fileURLToPath(new URL('./', import.meta.url));
/** Where Go's own installer puts it; not every shell has that on its PATH. */
const GO_FOLDER = '/usr/local/go/bin';

/** Version of the OpenTelemetry Collector that go.mod asks for. */
export const OTELCOL_VERSION =
  /collector\/otelcol v(\S+)/.exec(readFileSync(join(SOURCES, 'go.mod'), 'utf8'))?.[1] ?? 'unknown';

/**
 * Builds the upstream collector from its Go modules into the cache, once.
 *
 * @returns {Promise<string>} path of the program
 * @throws when the machine has no Go, or cannot get the modules
 */
export async function provideOtelcol() {
  const folder = join(cacheFolder(), `otelcol-${OTELCOL_VERSION}`);
  await fillOnce(folder, (unfinished) =>
    step(`OpenTelemetry Collector ${OTELCOL_VERSION} (some minutes, once)`, async () => {
      for (const file of ['main.go', 'go.mod', 'go.sum'])
        await copyFile(join(SOURCES, file), join(unfinished, file));
      const env = {
        ...process.env,
        PATH: `${process.env.PATH}:${GO_FOLDER}`,
        GOFLAGS: '-mod=readonly -buildvcs=false',
      };
      await runProgram('go', ['build', '-o', 'otelcol', '.'], { cwd: unfinished, env });
    }),
  );
  const program = join(folder, 'otelcol');
  if (!existsSync(program)) throw new Error(`${folder} has no program: delete it, so that it is built again`);
  return program;
}
