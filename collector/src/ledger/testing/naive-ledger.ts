import { spreadOverSlots } from '../slot.ts';

/** One point as a service sends it, in whole ledger units. */
export interface ModelPoint {
  /** Names the service, its process and the series, but not the start time. */
  readonly source: string;
  /** What the series is by its labels, over all processes. */
  readonly series: string;
  readonly isDelta: boolean;
  readonly startMs: number;
  readonly timeMs: number;
  readonly units: number;
}

interface Stream {
  timeMs: number;
  units: number;
}

/**
 * The rules of accounting, written a second time and as plainly as can be: maps, bigints and no thought of speed. It
 * shares nothing with the ledger but the way an amount is spread over slots.
 */
export class NaiveLedger {
  readonly totals = new Map<string, bigint>();
  /** By `series slot`. */
  readonly spend = new Map<string, bigint>();
  readonly #streams = new Map<string, Stream>();

  receive(point: ModelPoint, nowMs: number): void {
    const key = `${point.source} ${point.isDelta ? 'delta' : point.startMs}`;
    const stream = this.#streams.get(key);
    const increase = point.isDelta ? deltaIncrease(point, stream) : cumulativeIncrease(point, stream);
    if (increase === undefined) return;
    this.#streams.set(key, { timeMs: point.timeMs, units: point.units });
    const since = point.isDelta || stream === undefined ? point.startMs : stream.timeMs;
    this.#add(point.series, increase, since, point.timeMs, nowMs);
  }

  #add(series: string, increase: bigint, sinceMs: number, timeMs: number, nowMs: number): void {
    this.totals.set(series, (this.totals.get(series) ?? 0n) + increase);
    const toMs = timeMs > nowMs + 300_000 ? nowMs : timeMs;
    const fromMs = sinceMs > toMs ? toMs : sinceMs;
    for (const { slot, amount } of spreadOverSlots(increase, nano(fromMs), nano(toMs))) {
      if (amount === 0n) continue;
      const key = `${series} ${slot}`;
      this.spend.set(key, (this.spend.get(key) ?? 0n) + amount);
    }
  }
}

/** What grew since the highest value seen; undefined for what is repeated, late or lower. */
function cumulativeIncrease({ units, timeMs }: ModelPoint, stream: Stream | undefined): bigint | undefined {
  const grown = BigInt(units) - BigInt(stream?.units ?? 0);
  if (grown < 0n) return undefined;
  if (grown === 0n && stream !== undefined && timeMs <= stream.timeMs) return undefined;
  return grown;
}

/** The whole value, where it begins when or after the last one ended. */
function deltaIncrease(
  { units, startMs, timeMs }: ModelPoint,
  stream: Stream | undefined,
): bigint | undefined {
  if (stream !== undefined && (startMs < stream.timeMs || timeMs <= stream.timeMs)) return undefined;
  return BigInt(units);
}

function nano(ms: number): bigint {
  return BigInt(ms) * 1_000_000n;
}
