/** What a service counted, or the ledger holds, in whole units. */
export interface Counted {
  readonly nanoUsd: bigint;
  readonly requests: bigint;
  readonly tokens: bigint;
}

export const NOTHING: Counted = { nanoUsd: 0n, requests: 0n, tokens: 0n };

export function addCounted(a: Counted, b: Counted): Counted {
  return { nanoUsd: a.nanoUsd + b.nanoUsd, requests: a.requests + b.requests, tokens: a.tokens + b.tokens };
}

/** What the API says of the whole ledger. */
export function countedFromUsage(body: string): Counted {
  const usage = JSON.parse(body) as {
    total: { costNanoUsd: string; requests: number };
    rows: { units: Record<string, number> }[];
  };
  const tokens = usage.rows
    .flatMap(({ units }) => Object.values(units))
    .reduce((sum, value) => sum + value, 0);
  return {
    nanoUsd: BigInt(usage.total.costNanoUsd),
    requests: BigInt(usage.total.requests),
    tokens: BigInt(Math.round(tokens)),
  };
}
