import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, delimiter, join } from 'node:path';

/**
 * Runs `outlay up` with the fetched programs on PATH until it ends.
 *
 * @param {string} root
 * @param {string} node path of a Node that the collector runs on
 * @param {string[]} programs paths of Prometheus and Alertmanager
 * @param {string[]} options of `outlay up`
 * @returns {Promise<number>} its exit code
 */
export function runStack(root, node, programs, options) {
  const path = [...new Set(programs.map(dirname)), process.env.PATH].join(delimiter);
  return runOutlay(root, node, ['up', ...options], root, path);
}

/**
 * Runs an `outlay` command until it ends.
 *
 * @param {string} root
 * @param {string} node path of a Node that it runs on
 * @param {string[]} args
 * @param {string} cwd
 * @param {string | undefined} path PATH of the command
 * @returns {Promise<number>} its exit code
 */
export async function runOutlay(root, node, args, cwd, path = process.env.PATH) {
  const command = spawn(node, [join(root, 'collector/bin/outlay.mjs'), ...args], {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  // It ends when it has stopped what it runs; until then this process waits, whatever signal it gets itself.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => command.kill(signal));
  const [code] = await once(command, 'exit');
  return code ?? 1;
}
