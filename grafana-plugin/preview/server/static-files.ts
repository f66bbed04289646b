import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

/**
 * Answers with a file below `folder`.
 *
 * @returns whether there was such a file; if not, nothing has been written
 */
export async function serveFile(folder: string, path: string, response: ServerResponse): Promise<boolean> {
  const file = fileBelow(folder, path);
  if (file === null) return false;
  const size = await sizeOfFile(file);
  if (size === null) return false;
  response.writeHead(200, {
    'content-type': CONTENT_TYPES[extname(file)] ?? 'application/octet-stream',
    'content-length': size,
    // A rebuilt plugin must show at the next reload.
    'cache-control': 'no-cache',
  });
  await pipeline(createReadStream(file), response);
  return true;
}

/** Null for a path that leads out of the folder or can't be decoded. */
function fileBelow(folder: string, path: string): string | null {
  try {
    const file = normalize(join(folder, decodeURIComponent(path)));
    return file.startsWith(folder + sep) && !file.includes('\0') ? file : null;
  } catch {
    return null;
  }
}

async function sizeOfFile(file: string): Promise<number | null> {
  try {
    const stats = await stat(file);
    return stats.isFile() ? stats.size : null;
  } catch {
    return null;
  }
}
