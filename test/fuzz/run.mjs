/** `npm run test:fuzz -- --bodies N --seed S`: sets up what is missing, then sends hostile bodies to a collector of its own. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from '../../setup/build.mjs';
import { provideNode24 } from '../../setup/node24.mjs';
import { provideNpmPackages } from '../../setup/npm-packages.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const node = await provideNode24();
await provideNpmPackages(ROOT, { forTests: false });
await build(ROOT, ['instrumentation', 'collector']);
const main = fileURLToPath(new URL('main.ts', import.meta.url));
const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
child.once('exit', (code, signal) => (process.exitCode = signal ? 1 : (code ?? 1)));
