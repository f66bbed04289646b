import { INSTRUMENT, METRIC } from '../../../instrumentation/src/names.ts';
import { sumExposition } from './exposition-sums.mjs';

/** Names in Prometheus of what the benchmark sends, and what one is in the units of `Exports.sent`. */
const EXPOSED = {
  [INSTRUMENT.costUsd]: { name: METRIC.costUsd, scale: 1e9 },
  [INSTRUMENT.usage]: { name: METRIC.usage, scale: 1 },
  [INSTRUMENT.unpriced]: { name: METRIC.unpriced, scale: 1 },
  [INSTRUMENT.requestDuration]: { name: `${METRIC.requestDuration}_count`, scale: 1 },
  [INSTRUMENT.genAiTokenUsage]: { name: `${METRIC.genAiTokenUsage}_count`, scale: 1 },
};
/** Sums of a hundred thousand floating-point numbers differ in their last digits. */
const TOLERANCE = 1e-9;

/**
 * Compares `/metrics` with what was sent.
 *
 * @param {string} url of `/metrics`
 * @param {Map<string, bigint>} sent by instrument
 * @returns {Promise<string[]>} what differs; empty when all is right
 */
export async function compareExposition(url, sent) {
  const response = await fetch(new URL('/metrics', url), { headers: { accept: 'text/plain' } });
  const { sums } = sumExposition(await response.text());
  return [...sent].flatMap(([instrument, amount]) => {
    const { name, scale } = EXPOSED[instrument];
    const expected = Number(amount) / scale;
    const found = sums.get(name) ?? 0;
    return Math.abs(found - expected) <= expected * TOLERANCE
      ? []
      : [`${name} is ${found}, sent were ${expected}`];
  });
}

/** Compares the API's sums of the whole ledger with what was sent, to the nano-dollar. */
export async function compareLedger(url, sent) {
  const { total, rows } = await (await fetch(new URL('/api/v1/usage', url))).json();
  const units = rows.flatMap((row) => Object.values(row.units)).reduce((sum, value) => sum + value, 0);
  const pairs = [
    ['cost in nano-USD', BigInt(total.costNanoUsd), sent.get(INSTRUMENT.costUsd)],
    ['units', BigInt(Math.round(units)), sent.get(INSTRUMENT.usage)],
    ['unpriced requests', BigInt(total.unpriced), sent.get(INSTRUMENT.unpriced) ?? 0n],
    ['requests', BigInt(total.requests), sent.get(INSTRUMENT.requestDuration) ?? 0n],
  ];
  return pairs.flatMap(([what, found, expected]) =>
    found === expected ? [] : [`the ledger has ${found} ${what}, sent were ${expected}`],
  );
}
