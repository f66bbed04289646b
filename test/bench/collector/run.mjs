/**
 * `npm run bench:collector`: sets up what is missing, then measures on a Node that Outlay runs on. Options: `--quick` for
 * a run of under a minute, `--only ingest,scrape,start,growth` for a part, `--chart` to write docs/collector-cost.svg
 * (with `growth`), `--million` for growth up to a million series, `--program FILE` to measure another build's `outlay.mjs`.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from '../../../setup/build.mjs';
import { provideNode24 } from '../../../setup/node24.mjs';
import { provideNpmPackages } from '../../../setup/npm-packages.mjs';
import { provideOtelcol } from './otelcol/provide.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const args = process.argv.slice(2);
const node = await provideNode24();
await provideNpmPackages(ROOT, { forTests: false });
if (!args.some((arg) => arg.startsWith('--program'))) await build(ROOT, ['instrumentation', 'collector']);
const otelcol = await provideOtelcol().catch((error) => {
  console.log(
    `no OpenTelemetry Collector to compare with, prom-client instead: ${error.message.split('\n')[0]}`,
  );
  return undefined;
});
const measure = fileURLToPath(new URL('measure.mjs', import.meta.url));
const child = spawn(
  node,
  ['--max-old-space-size=8192', measure, ...(otelcol ? ['--otelcol', otelcol] : []), ...args],
  {
    stdio: 'inherit',
  },
);
child.once('exit', (code, signal) => (process.exitCode = signal ? 1 : (code ?? 1)));
