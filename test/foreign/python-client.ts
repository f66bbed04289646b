import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));
const CLIENT = fileURLToPath(new URL('client.py', import.meta.url));
const PYTHONS = ['python3.11', 'python3.12', 'python3.13', 'python3'];
const INSTALL_TIMEOUT_MS = 240_000;
const RUN_TIMEOUT_MS = 150_000;

export interface PythonClient {
  /** Runs the client to its end. */
  run(environment: Readonly<Record<string, string>>): Promise<void>;
}

/** The Python client with its packages, installed once into Outlay's cache folder; else why it is not to be had. */
export function findPythonClient(): PythonClient | { readonly missing: string } {
  const python = PYTHONS.find(answers);
  if (python === undefined) return { missing: `none of ${PYTHONS.join(', ')} with pip runs here` };
  const packages = installedPackages(python);
  if (packages === undefined) return { missing: `pip could not install ${REQUIREMENTS}` };
  return {
    run: async (environment) => {
      await promisify(execFile)(python, [CLIENT], {
        timeout: RUN_TIMEOUT_MS,
        env: { PATH: process.env['PATH'], HOME: homedir(), PYTHONPATH: packages, ...environment },
      });
    },
  };
}

function answers(python: string): boolean {
  try {
    const code = 'import sys; import pip; sys.exit(sys.version_info < (3, 10))';
    execFileSync(python, ['-c', code], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Wheels belong to a version of Python, so that is part of the folder's name, as the list of packages is. */
function installedPackages(python: string): string | undefined {
  const version = execFileSync(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'])
    .toString()
    .trim();
  const digest = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const cache = process.env['OUTLAY_CACHE_DIR'] ?? join(homedir(), '.cache', 'outlay');
  const folder = join(cache, `foreign-python-${version}-${digest}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(`${folder}.unfinished-`);
  try {
    const options = ['--quiet', '--disable-pip-version-check', '--only-binary', ':all:', '--no-deps'];
    execFileSync(python, ['-m', 'pip', 'install', ...options, '--target', unfinished, '-r', REQUIREMENTS], {
      timeout: INSTALL_TIMEOUT_MS,
      stdio: 'ignore',
    });
    renameSync(unfinished, folder);
    return folder;
  } catch {
    rmSync(unfinished, { recursive: true, force: true });
    return existsSync(folder) ? folder : undefined;
  }
}
