import { exportBody } from '../ledger/faults/handmade-body.ts';

const NANO_USD = 1_234_567;
const LABELS = { provider: 'canary', operation: 'chat', model: 'canary-1' };

/** A right export among wrong ones, whose money must be in the ledger whatever happens around it. */
export class Canary {
  #exports = 0;
  readonly #startMs = Date.now();

  async sing(otlpUrl: string): Promise<void> {
    this.#exports += 1;
    const sums = [
      { labels: LABELS, nanoUsd: this.#exports * NANO_USD, tokens: this.#exports, requests: this.#exports },
    ];
    const span = { startMs: this.#startMs, timeMs: this.#startMs + this.#exports };
    const response = await fetch(`${otlpUrl}/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: exportBody('canary', 'cumulative', sums, span),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`a right export was answered ${response.status}: ${text}`);
  }

  get sungNanoUsd(): string {
    return String(this.#exports * NANO_USD);
  }

  /** What the ledger has of it. */
  async heardNanoUsd(apiUrl: string): Promise<string> {
    const response = await fetch(`${apiUrl}/api/v1/usage?groupBy=provider`);
    const { rows } = (await response.json()) as { rows: { provider?: string; costNanoUsd: string }[] };
    return rows.find(({ provider }) => provider === LABELS.provider)?.costNanoUsd ?? '0';
  }
}
