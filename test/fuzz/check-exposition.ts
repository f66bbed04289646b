import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { prometheusTools } from '../../setup/tools.mjs';

/** promtool ends so when it can read everything and dislikes a name or a missing help. */
const LINT_ONLY = 3;

/**
 * What Prometheus would refuse of an exposition: what promtool says, and series that are there twice, of which it says
 * nothing.
 *
 * @returns no lines when it is all right
 */
export async function checkExposition(exposition: string): Promise<string[]> {
  const { promtool } = await prometheusTools({ version: 'distribution' });
  const child = spawn(promtool, ['check', 'metrics'], { stdio: ['pipe', 'ignore', 'pipe'] });
  const printed = text(child.stderr);
  const ended = once(child, 'exit');
  child.stdin.on('error', () => undefined).end(exposition);
  const [code] = (await ended) as [number | null];
  const wrong =
    code === 0 || code === LINT_ONLY
      ? []
      : [`promtool ended with ${code}: ${(await printed).slice(0, 1000)}`];
  const seen = new Set<string>();
  for (const line of exposition.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const series = line.slice(0, line.lastIndexOf(' '));
    if (seen.has(series)) wrong.push(`twice: ${series.slice(0, 300)}`);
    seen.add(series);
  }
  return wrong;
}
