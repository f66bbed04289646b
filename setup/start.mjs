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
export async function runStack(root, node, programs, options) {
  const PATH = [...new Set(programs.map(dirname)), process.env.PATH].join(delimiter);
  const up = spawn(node, [join(root, 'collector/bin/outlay.mjs'), 'up', ...options], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH },
  });
  // It ends when it has stopped everything; until then this process waits, whatever signal it gets itself.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => up.kill(signal));
  const [code] = await once(up, 'exit');
  return code ?? 1;
}
