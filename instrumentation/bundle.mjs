/**
 * Puts the sources together into one file for each entry and some that entries share. Every module of an application takes
 * time and memory to load, some 280 small ones twice that of all the rest: what is read as small files is run as few.
 * Dependencies stay outside, so that an application shares its own copies of them.
 */
import { rm } from 'node:fs/promises';
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
