import { mkdtemp, mkdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where downloaded tools are kept between runs; `OUTLAY_CACHE_DIR` moves it. */
export function cacheFolder(environment = process.env) {
  if (environment.OUTLAY_CACHE_DIR) return environment.OUTLAY_CACHE_DIR;
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'outlay');
}

/**
 * Fills a folder of the cache once. `fill` works in a folder beside it that is renamed when complete, so
 * that a run that was broken off, or one that runs at the same time, never leaves or sees half a folder.
 *
 * @param {string} folder absolute path of the folder wanted
 * @param {(unfinished: string) => Promise<void>} fill
 * @returns {Promise<string>} the folder
 */
export async function fillOnce(folder, fill) {
  if (existsSync(folder)) return folder;
  await mkdir(join(folder, '..'), { recursive: true });
  const unfinished = await mkdtemp(`${folder}.unfinished-`);
  try {
    await fill(unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another run finished first: its folder is as good as ours.
    if ((error.code === 'ENOTEMPTY' || error.code === 'EEXIST') && existsSync(folder)) return folder;
    throw error;
  }
  return folder;
}
