/**
 * `npm run bench:projection`: how far off projections would have been, on spend that really was, where the recordings lie
 * beside the project, and on made-up series everywhere.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { provideNode24 } from '../../../setup/node24.mjs';

const node = await provideNode24();
const measure = fileURLToPath(new URL('measure.mjs', import.meta.url));
const child = spawn(node, [measure, ...process.argv.slice(2)], { stdio: 'inherit' });
child.once('exit', (code, signal) => (process.exitCode = signal ? 1 : (code ?? 1)));
