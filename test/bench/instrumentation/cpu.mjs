import { median } from './median.mjs';
import { startClient } from './processes.mjs';

/** Calls of one round; a round takes a tenth of a second or two. */
const CALLS = { chat: 100, stream: 15, embeddings: 8 };
/** Until the engine has compiled what it will compile; a service reaches that in its first minutes. */
const WARM_UP_CALLS = { chat: 3_000, stream: 300, embeddings: 150 };

/**
 * Measures the CPU time per call of each variant. Each round measures all of them, in an order that changes, and compares
 * within the round, so that what slows the machine down for a while slows all of them down.
 *
 * @returns {Promise<Map<string, { cpuMicros: number, ratio: number }>>} medians over the rounds, by variant; `ratio` to the
 *   first variant
 */
export async function measureCpu(scenario, variants, { provider, peers, rounds }) {
  const clients = [];
  try {
    for (const variant of variants) clients.push(await startClient(variant, provider, peers));
    for (const client of clients) await client.ask('measure', { scenario, calls: WARM_UP_CALLS[scenario] });
    const measured = new Map(clients.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const client of rotate(clients, round)) {
        const { cpuMicrosPerCall } = await client.ask('measure', { scenario, calls: CALLS[scenario] });
        measured.get(client.name).push(cpuMicrosPerCall);
      }
    }
    return compare(measured, variants[0].name);
  } finally {
    await Promise.all(clients.map((client) => client.stop()));
  }
}

function rotate(list, by) {
  const shift = by % list.length;
  return [...list.slice(shift), ...list.slice(0, shift)];
}

function compare(measured, base) {
  const baseValues = measured.get(base);
  return new Map(
    [...measured].map(([name, values]) => [
      name,
      { cpuMicros: median(values), ratio: median(values.map((value, i) => value / baseValues[i])) },
    ]),
  );
}
