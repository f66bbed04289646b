import { exportBody } from './handmade-body.ts';

/** Whether the collector books deltas: one of nothing is sent to it. */
export async function acceptsDelta(otlpPort: number): Promise<boolean> {
  const labels = { provider: 'openai', operation: 'chat', model: 'probe' };
  const nothing = [{ labels, nanoUsd: 0, tokens: 0, requests: 0 }];
  const timeMs = Date.now();
  const response = await fetch(`http://127.0.0.1:${otlpPort}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: exportBody('probe', 'delta', nothing, { startMs: timeMs - 1000, timeMs }),
  });
  const { partialSuccess } = (await response.json()) as { partialSuccess?: { rejectedDataPoints?: string } };
  return response.ok && Number(partialSuccess?.rejectedDataPoints ?? 0) === 0;
}
