import { median } from './median.mjs';
import { startClient } from './processes.mjs';

/** Calls of one round; a round takes a few tenths of a second. */
const CALLS = { chat: 200, stream: 25, embeddings: 15 };
const WARM_UP_ROUNDS = 3;

/**
 * Measures the CPU time per call of each variant. Each round measures all of them, in an order that changes, and compares
 * within the round, so that what slows the machine down for a while slows all of them down.
 *
 * @returns {Promise<Map<string, { cpuMicros: number, ratio: number }>>} medians over the rounds, by variant
 */
export async function measureCpu(scenario, variants, { provider, peers, rounds }) {
  const clients = [];
  try {
    for (const variant of variants) clients.push(await startClient(variant, provider, peers));
    const calls = CALLS[scenario];
    const measured = new Map(clients.map(({ name }) => [name, []]));
    for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
      const shift = Math.abs(round) % clients.length;
      for (const client of [...clients.slice(shift), ...clients.slice(0, shift)]) {
        const { cpuMicrosPerCall } = await client.ask('measure', { scenario, calls });
        if (round >= 0) measured.get(client.name).push(cpuMicrosPerCall);
      }
    }
    const bare = measured.get(variants[0].name);
    return new Map(
      [...measured].map(([name, values]) => [
        name,
        { cpuMicros: median(values), ratio: median(values.map((value, i) => value / bare[i])) },
      ]),
    );
  } finally {
    await Promise.all(clients.map((client) => client.stop()));
  }
}
