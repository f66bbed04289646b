import { setTimeout as sleep } from 'node:timers/promises';
import { startClient } from './processes.mjs';

const CALLS_PER_SECOND = 1_000;
/** Two exports of the hook's default interval. */
const LAST_EXPORT_MILLIS = 21_000;

/**
 * Makes 1,000 calls a second and compares what the receiver was told with what was made.
 *
 * @returns {Promise<{ made: number, failed: number, tookSeconds: number, dropped: number }>} `dropped`: calls that are
 *   missing from the number of requests, from the cost, or that are counted as dropped, whichever is most
 */
export async function measureSustained(variant, { provider, peers, seconds }) {
  const client = await startClient({ ...variant, name: `${variant.name}-sustained` }, provider, peers);
  const service = `bench-${variant.name}-sustained`;
  try {
    const { made, failed, tookSeconds } = await client.ask('rate', {
      scenario: 'chat',
      callsPerSecond: CALLS_PER_SECOND,
      seconds,
    });
    await sleep(LAST_EXPORT_MILLIS);
    const points = (await provider.points()).filter((point) => point.service === service);
    const total = (metric) =>
      points.filter((point) => point.metric === metric).reduce((sum, { value }) => sum + value, 0);
    const costs = Math.round(total('outlay.cost.usd') / CHAT_COST_USD);
    const missing = made - Math.min(total('outlay.request.duration'), costs);
    return { made, failed, tookSeconds, dropped: Math.max(missing, total('outlay.instrumentation.dropped')) };
  } finally {
    await client.stop();
  }
}

/** 512 tokens at $0.15 and 512 cached ones at $0.075 a million, 200 at $0.60 a million: gpt-4o-mini. */
const CHAT_COST_USD = (512 * 0.15 + 512 * 0.075 + 200 * 0.6) / 1e6;
