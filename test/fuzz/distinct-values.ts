import { INSTRUMENT } from '../../instrumentation/src/names.ts';
import { attribute, numberPoint, sumExport } from './protobuf-bytes.ts';
import { residentMb } from './resident-memory.ts';
import { startedCollector } from './started-collector.ts';

const NANO_USD = 1_234_567;
const POINTS_PER_EXPORT = 2_000;
const EXPORTS_AT_ONCE = 4;
const RETRY_MS = 1_000;

export interface DistinctOutcome {
  readonly sentNanoUsd: string;
  readonly ledgerNanoUsd: string;
  /** Lines of the cost metric in `/metrics`, the one for overflow included. */
  readonly exposedSeries: number;
  readonly hasOverflow: boolean;
  /** Resident memory after each tenth, in MB. */
  readonly residentMb: readonly number[];
}

/** Sends cost with as many tenants as are asked for, one call each, as somebody would who puts request ids into a label. */
export async function sendDistinctValues(
  count: number,
  options: readonly string[],
  tell: (line: string) => void = () => undefined,
): Promise<DistinctOutcome> {
  const { process, urls, stop } = await startedCollector(options);
  const memory: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const from = next;
      next = Math.min(count, next + POINTS_PER_EXPORT);
      await post(`${urls.otlp}/v1/metrics`, exportOfTenants(from, next));
      if (Math.floor((from * 10) / count) >= memory.length) {
        memory.push(residentMb(process.pid));
        tell(`${next} tenants, ${memory.at(-1)?.toFixed(0)} MB`);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: EXPORTS_AT_ONCE }, worker));
    memory.push(residentMb(process.pid));
    const usage = JSON.parse(await process.get('/api/v1/usage')) as { total: { costNanoUsd: string } };
    const lines = (await process.get('/metrics'))
      .split('\n')
      .filter((line) => line.startsWith('outlay_cost_usd_total{'));
    memory.push(residentMb(process.pid));
    return {
      sentNanoUsd: String(count * NANO_USD),
      ledgerNanoUsd: usage.total.costNanoUsd,
      exposedSeries: lines.length,
      hasOverflow: lines.some((line) => line.includes('otel_metric_overflow="true"')),
      residentMb: memory,
    };
  } finally {
    await stop();
  }
}

function exportOfTenants(from: number, to: number): Uint8Array {
  const points = Array.from({ length: to - from }, (_, i) =>
    numberPoint(NANO_USD / 1e9, [
      attribute(7, 'provider', Buffer.from('openai')),
      attribute(7, 'model', Buffer.from('gpt-4o-mini')),
      attribute(7, 'tenant', Buffer.from(`request-${from + i}`)),
    ]),
  );
  return sumExport('leaky', INSTRUMENT.costUsd, points);
}

/** As an exporter does: again after a while, where the collector asks for that. */
async function post(url: string, body: Uint8Array): Promise<void> {
  const headers = { 'content-type': 'application/x-protobuf' };
  for (;;) {
    const response = await fetch(url, { method: 'POST', headers, body: Buffer.from(body) });
    const text = await response.text();
    if (response.ok) return;
    if (response.status !== 429 && response.status !== 503) throw new Error(`${response.status}: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
