import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { OutlayError } from '../error.ts';

/**
 * @param names names that the program may have, the preferred one first
 * @throws OutlayError that says how to get it
 */
export function programOnPath(names: readonly [string, ...string[]], path: string | undefined): string {
  const folders = (path ?? '').split(delimiter).filter(Boolean);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
  if (!found) {
    throw new OutlayError(
      `${names.join(' or ')} is not on PATH. npm start fetches it on Debian and Ubuntu; elsewhere install it ` +
        '(brew install prometheus alertmanager), or start everything in containers: docker compose up',
    );
  }
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
