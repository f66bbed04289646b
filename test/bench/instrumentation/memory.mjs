import { startClient } from './processes.mjs';

const CONCURRENCY = 20;
const STEPS = 5;

/**
 * Memory of each variant after `calls` calls, taken in five steps, so that growth would show.
 *
 * @returns {Promise<Map<string, { heapMb: number, rssMb: number }[]>>} after each step, by variant
 */
export async function measureMemory(variants, { provider, peers, calls }) {
  const measured = new Map();
  for (const variant of variants) {
    const client = await startClient(variant, provider, peers);
    const steps = [];
    try {
      for (let step = 0; step < STEPS; step += 1) {
        await client.ask('measure', { scenario: 'chat', calls: calls / STEPS, concurrency: CONCURRENCY });
        steps.push(await client.ask('memory'));
      }
    } finally {
      await client.stop();
    }
    measured.set(variant.name, steps);
  }
  return measured;
}
