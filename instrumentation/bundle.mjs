/**
 * Puts the sources together into one file for each entry and some that entries share. Every module of an application takes
 * time and memory to load, some 280 small ones twice that of all the rest: what is read as small files is run as few.
 *
 * Dependencies stay outside. The OpenTelemetry SDK is none of them: of it, what exports metrics is taken in (see NOTICE).
 * That is a fifth of what its packages load, and it never meets the version that an application has chosen for itself;
 * the API, through which they work together, is the application's.
 */
import { rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import manifest from './package.json' with { type: 'json' };

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

/** What others load, and the thread of the tokenizer, which is loaded by its name from beside the code that starts it. */
const ENTRIES = {
  index: 'index.ts',
  register: 'register.ts',
  names: 'names.ts',
  'pricing/index': 'pricing/index.ts',
  'tokenizer-worker': 'estimation/tokenizer-worker.ts',
};

const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });

await rm(path('dist'), { recursive: true, force: true });
const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, path(`src/${file}`)])),
  platform: 'node',
  external: (id) => dependencies.some((name) => id === name || id.startsWith(`${name}/`)),
});
await bundle.write({
  dir: path('dist'),
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  comments: false,
});
await bundle.close();
// The hook exports nothing; the types of the other entries are the compiler's work.
await writeFile(path('dist/register.d.ts'), 'export {};\n');
