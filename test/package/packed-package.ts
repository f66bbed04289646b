import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PACKAGE = fileURLToPath(new URL('../../instrumentation/', import.meta.url));
const CONSUMER = fileURLToPath(new URL('consumer/', import.meta.url));
export const NAME = '@outlay/instrumentation';

export interface PackedPackage {
  /** Paths inside the package, as `npm pack` lists them. */
  files: readonly string[];
  tarball: string;
  folder: string;
  remove(): Promise<void>;
}

/** Packs what is built, into a temporary folder. */
export async function packPackage(): Promise<PackedPackage> {
  const folder = await mkdtemp(join(tmpdir(), 'outlay-package-'));
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: PACKAGE,
    maxBuffer: 16 * 1024 * 1024,
  });
  const [packed] = Object.values(JSON.parse(stdout) as Record<string, PackReport>);
  if (packed === undefined) throw new Error(`npm pack reported nothing: ${stdout}`);
  return {
    files: packed.files.map(({ path }) => path),
    tarball: join(folder, packed.filename),
    folder,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

interface PackReport {
  filename: string;
  files: readonly { path: string }[];
}

/**
 * Makes a project that has nothing but the tarball, and in it the applications of `consumer/`. `folder` is named by the
 * caller; packages come from npm's cache where it has them.
 */
export async function installInto(
  folder: string,
  tarball: string,
  options: readonly string[] = [],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  await run('npm', ['install', tarball, '--prefer-offline', '--no-audit', '--no-fund', ...options], {
    cwd: folder,
  });
  await cp(CONSUMER, folder, { recursive: true });
}

export async function readInstalled(folder: string, path: string): Promise<string> {
  return readFile(join(folder, 'node_modules', NAME, path), 'utf8');
}
