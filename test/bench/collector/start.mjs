import { startOutlay } from './processes.mjs';

const DAY_SECONDS = 86_400;
const YEAR_DAYS = 365;

/**
 * How long the collector takes to start on a large ledger, until it says that it is ready.
 *
 * @returns {Promise<{ readyMs: number, readyCpuMs: number }[]>} of each start: the time until then, and the CPU time of all threads
 */
export async function measureStart({ program, dataFolder, starts }) {
  const measured = [];
  for (let i = 0; i < starts; i += 1) {
    const collector = await startOutlay({ program, dataFolder });
    measured.push({ readyMs: collector.readyMs, readyCpuMs: collector.readyCpuMs });
    await collector.stop();
  }
  return measured;
}

/**
 * `/api/v1/usage` over the last year of a large ledger.
 *
 * @returns {Promise<Map<string, { millis: number[], rows: number }>>} by query: milliseconds of each answer, the first right
 *   after the start
 */
export async function measureUsage({ program, dataFolder, repeats, now = new Date() }) {
  const day = (daysAgo) => new Date(now.getTime() - daysAgo * DAY_SECONDS * 1_000).toISOString().slice(0, 10);
  const year = `from=${day(YEAR_DAYS)}&to=${day(0)}`;
  const queries = {
    'by provider and month': `${year}&groupBy=provider&by=month`,
    'by model': `${year}&groupBy=model`,
  };
  const collector = await startOutlay({ program, dataFolder });
  try {
    const measured = new Map();
    for (const [name, query] of Object.entries(queries)) {
      const millis = [];
      let rows = 0;
      for (let i = 0; i < repeats; i += 1) {
        const startedAt = performance.now();
        const response = await fetch(`${collector.url}/api/v1/usage?${query}`);
        const body = await response.json();
        millis.push(performance.now() - startedAt);
        if (!response.ok)
          throw new Error(`/api/v1/usage?${query} answered ${response.status}: ${body.error}`);
        rows = body.rows.length;
      }
      if (rows === 0) throw new Error(`/api/v1/usage?${query} found nothing in the ledger made for it.`);
      measured.set(name, { millis, rows });
    }
    return measured;
  } finally {
    await collector.stop();
  }
}
