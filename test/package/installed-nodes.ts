import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface InstalledNode {
  path: string;
  /** `20.19.0`. */
  version: string;
}

/** The first Node on PATH whose version is wanted; undefined when there is none. */
export async function findNode(
  isWanted: (major: number, minor: number) => boolean,
): Promise<InstalledNode | undefined> {
  const folders = new Set((process.env['PATH'] ?? '').split(delimiter));
  for (const path of [...folders].map((folder) => join(folder, 'node')).filter((file) => existsSync(file))) {
    const { stdout } = await run(path, ['-v']);
    const version = stdout.trim().replace(/^v/, '');
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (isWanted(major, minor)) return { path, version };
  }
  return undefined;
}
