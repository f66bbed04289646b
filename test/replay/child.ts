import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PACKAGE = `${ROOT}instrumentation/`;

/** Builds the package when a source is newer than what was built. */
export function buildInstrumentation(): void {
  const built = `${PACKAGE}dist/register.js`;
  const newest = readdirSync(`${PACKAGE}src`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .reduce((latest, entry) => Math.max(latest, statSync(`${entry.parentPath}/${entry.name}`).mtimeMs), 0);
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return;
  execFileSync(process.execPath, ['bundle.mjs'], { cwd: PACKAGE, stdio: 'inherit' });
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Child {
  process: ChildProcessWithoutNullStreams;
  /** Resolves when the process prints `line`. */
  printed(line: string): Promise<void>;
  ended: Promise<Ended>;
}

export interface ChildOptions {
  environment?: Readonly<Record<string, string>>;
  /** Modules loaded before the application; the register hook when not told. */
  imports?: readonly string[];
  arguments?: readonly string[];
  input?: string;
  /** Options of Node itself. */
  nodeOptions?: readonly string[];
  /** The Node that runs the application; the one that runs this when not told. */
  node?: string;
  /** Where it runs; the root of the repository when not told. */
  folder?: string;
}

export const REGISTER = '@outlay/instrumentation/register';

/** Starts an application, by its name one of `apps/`, as a user would: the hook by its name, built code, no conditions. */
export function startApp(app: string | URL, options: ChildOptions = {}): Child {
  const imports = (options.imports ?? [REGISTER]).flatMap((name) => ['--import', name]);
  const inherited = Object.entries(process.env).filter(([name]) => !/^(OTEL|OUTLAY|NODE|VITEST)/.test(name));
  const child = spawn(
    options.node ?? process.execPath,
    [
      ...(options.nodeOptions ?? []),
      ...imports,
      fileURLToPath(typeof app === 'string' ? new URL(`apps/${app}`, import.meta.url) : app),
      ...(options.arguments ?? []),
    ],
    { cwd: options.folder ?? ROOT, env: { ...Object.fromEntries(inherited), ...options.environment } },
  );
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout.on('data', (piece: Buffer) => {
    stdout += piece.toString();
    for (const check of waiting) check();
  });
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  child.stdin.end(options.input ?? '');
  return {
    process: child,
    printed: (line) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (stdout.split('\n').includes(line)) resolve();
        };
        waiting.add(check);
        child.once('close', () =>
          reject(new Error(`The application ended without printing ${line}: ${stderr}`)),
        );
        check();
      }),
    ended: new Promise((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    }),
  };
}

export async function runApp(app: string | URL, options: ChildOptions = {}): Promise<Ended> {
  return startApp(app, options).ended;
}
