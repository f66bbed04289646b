/**
 * `npm run bench:instrumentation`: sets up what is missing, then measures on a Node that Outlay runs on. Options: `--quick`
 * for fewer rounds, `--no-peers`, `--only cpu,memory,import,sustained` for a part.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from '../../../setup/build.mjs';
import { provideNode24 } from '../../../setup/node24.mjs';
import { provideNpmPackages } from '../../../setup/npm-packages.mjs';
import { providePeers } from './peers/provide.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const node = await provideNode24();
await provideNpmPackages(ROOT, { forTests: false });
await build(ROOT, ['instrumentation']);
const peers = await providePeers();
const measure = fileURLToPath(new URL('measure.mjs', import.meta.url));
const child = spawn(node, [measure, peers, ...process.argv.slice(2)], { stdio: 'inherit' });
child.once('exit', (code, signal) => (process.exitCode = signal ? 1 : (code ?? 1)));
