import { median } from './median.mjs';
import { startClient } from './processes.mjs';

/** Calls of one round; a round takes a tenth of a second or two. */
const CALLS = { chat: 100, stream: 15, embeddings: 8 };
/**
 * Until the engine has compiled what it will compile: what is called once a call takes some ten thousand calls to get there.
 * A service reaches that in its first minutes.
 */
const WARM_UP = {
  chat: { calls: 20_000, concurrency: 8 },
  stream: { calls: 1_200, concurrency: 8 },
  embeddings: { calls: 300, concurrency: 2 },
};

/**
 * Measures the CPU time per call of each variant; the first two do the same, and their mean is what the others are compared
 * with. Each round measures all of them, in an order that changes, and compares
 * within the round, so that what slows the machine down for a while slows all of them down. Two processes that run the same
 * program differ by several percent for as long as they live, so each variant is launched several times.
 *
 * @returns {Promise<Map<string, { cpuMicros: number, ratio: number, ratios: number[] }>>} by variant; `ratios` by launch,
 *   each a median over rounds, `ratio` the median of them
 */
export async function measureCpu(scenario, variants, { provider, peers, rounds, launches, warmUp = 1 }) {
  const byLaunch = [];
  for (let launch = 0; launch < launches; launch += 1) {
    byLaunch.push(
      await measureLaunch(scenario, rotate(variants, launch), { provider, peers, rounds, warmUp }),
    );
  }
  return compare(variants, byLaunch);
}

/** @returns {Promise<Map<string, number[]>>} microseconds per call by variant, round by round */
async function measureLaunch(scenario, variants, { provider, peers, rounds, warmUp }) {
  const clients = [];
  try {
    for (const variant of variants) clients.push(await startClient(variant, provider, peers));
    const { calls, concurrency } = WARM_UP[scenario];
    for (const client of clients) {
      await client.ask('measure', { scenario, calls: Math.ceil(calls * warmUp), concurrency });
    }
    const measured = new Map(clients.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const client of rotate(clients, round)) {
        const { cpuMicrosPerCall } = await client.ask('measure', { scenario, calls: CALLS[scenario] });
        measured.get(client.name).push(cpuMicrosPerCall);
      }
    }
    return measured;
  } finally {
    await Promise.all(clients.map((client) => client.stop()));
  }
}

function rotate(list, by) {
  const shift = by % list.length;
  return [...list.slice(shift), ...list.slice(0, shift)];
}

function compare(variants, byLaunch) {
  const [bare, again] = variants;
  return new Map(
    variants.map(({ name }) => {
      const ratios = byLaunch.map((measured) => {
        const ones = measured.get(bare.name);
        const others = measured.get(again.name);
        return median(measured.get(name).map((value, round) => value / ((ones[round] + others[round]) / 2)));
      });
      const cpuMicros = median(byLaunch.flatMap((measured) => measured.get(name)));
      return [name, { cpuMicros, ratio: median(ratios), ratios }];
    }),
  );
}
