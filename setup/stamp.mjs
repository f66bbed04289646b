import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** Folders that hold what is made, not what it is made of. */
const MADE = new Set(['node_modules', 'dist', 'coverage', '.cache', 'artefacts']);

/**
 * A hash of files and folders, by path and content.
 *
 * @param {string} root
 * @param {string[]} paths relative to the root; those that do not exist count as empty
 */
export async function contentHash(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of await filesIn(join(root, path))) {
      hash
        .update(`${relative(root, file)}\0`)
        .update(await readFile(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

async function filesIn(path) {
  let entries;
  try {
    entries = await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  const found = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (MADE.has(entry.name)) continue;
    const child = join(path, entry.name);
    if (entry.isDirectory()) found.push(...(await filesIn(child)));
    else if (entry.isFile()) found.push(child);
  }
  return found;
}

/** Whether the stamp file says what it should; a missing one does not. */
export async function stampSays(file, text) {
  return (await readFile(file, 'utf8').catch(() => undefined)) === text;
}

export async function writeStamp(file, text) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
