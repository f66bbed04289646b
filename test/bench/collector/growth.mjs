import { setTimeout as sleep } from 'node:timers/promises';
import { compareExposition } from './check-sums.mjs';
import { Exports } from './exports.mjs';
import { startOutlay } from './processes.mjs';
import { readMemory } from './process-figures.mjs';
import { measureScrapeCpu } from './scrape.mjs';
import { Sender } from './send.mjs';
import { COUNTERS, POINTS_PER_SERVICE } from './service-mix.mjs';

/** Points for a figure: enough that hundredths of a second do not matter. */
const LEAST_POINTS = 200_000;
const LEAST_ROUNDS = 3;
const HELD_MS = 1_500;

/** Fills a collector with series, each counter of its own, in `rounds` exports after a first one. */
export async function fill(collector, exports, { series, rounds }) {
  const services = series / POINTS_PER_SERVICE;
  const sender = new Sender(collector.otlpUrl);
  await sender.sendRound(exports, { services, round: 1 });
  const before = collector.cpuSeconds();
  let points = 0;
  for (let round = 2; round <= rounds + 1; round += 1) {
    points += (await sender.sendRound(exports, { services, round })).points;
  }
  sender.close();
  const cpuMicrosPerPoint = ((collector.cpuSeconds() - before) * 1e6) / points;
  await sleep(HELD_MS);
  return { cpuMicrosPerPoint, sent: exports.sent(services, rounds + 1) };
}

/** What a point, a series in `/metrics` and a series in memory cost at a number of series. */
export async function measureSize(series, { program, scrapes }) {
  const exports = new Exports(COUNTERS);
  const collector = await startOutlay({ program, maxSeries: Math.max(series * 2, 100_000) });
  try {
    const rounds = Math.max(LEAST_ROUNDS, Math.min(100, Math.ceil(LEAST_POINTS / series)));
    const { cpuMicrosPerPoint, sent } = await fill(collector, exports, { series, rounds });
    const { cpuMs } = await measureScrapeCpu(collector, Math.max(scrapes, Math.min(100, 100_000 / series)));
    const { rssMb, peakMb } = readMemory(collector.pid);
    const wrong = await compareExposition(collector.url, sent);
    return {
      series,
      cpuMicrosPerPoint,
      scrapeMicrosPerSeries: (cpuMs * 1_000) / series,
      rssMb,
      peakMb,
      wrong,
    };
  } finally {
    await collector.stop();
  }
}
