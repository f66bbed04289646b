import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseOutlayFile } from '../configuration/outlay-file.ts';
import { loadLivePrices } from './load-live-prices.ts';

const OUTLAY_YAML = `
services:
  - name: maps
    hosts: [maps.example.com]
    requests:
      - { path: /geocode/**, operation: geocode, price: [{ usd: 5, per: 1000, from: 2026-01-01 }, { usd: 4, per: 1000, from: 2026-07-01 }] }
      - { path: /route, operation: route, unit: credits, price: { usd: 2 } }
`;

describe('the prices of a process', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'outlay-live-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('hold those of services that outlay.yaml describes, and the user’s own before them', async () => {
    const { services } = parseOutlayFile(OUTLAY_YAML, 'outlay.yaml').file;
    const path = join(directory, 'prices.yaml');
    writeFileSync(path, 'units: [{ provider: maps, unit: credits, usd: 1 }]\n');
    const problems: string[] = [];
    const catalogue = await loadLivePrices({ OUTLAY_PRICES: path }, services, (message) =>
      problems.push(message),
    );
    const cost = (operation: string, unit: string, at: string) =>
      catalogue.price({ provider: 'maps', operation, usage: { units: { [unit]: 3 } }, at: new Date(at) });

    expect(cost('geocode', 'requests', '2026-06-30T23:59:59Z')).toMatchObject({
      costNanoUsd: 15_000_000,
      source: 'outlay.yaml, service maps',
    });
    expect(cost('geocode', 'requests', '2026-07-01T00:00:00Z')).toMatchObject({ costNanoUsd: 12_000_000 });
    expect(cost('geocode', 'requests', '2025-12-31T23:59:59Z')).toEqual({
      priced: false,
      reason: 'unknown_model',
    });
    expect(cost('route', 'credits', '2026-07-01T00:00:00Z')).toMatchObject({
      costNanoUsd: 3_000_000_000,
      source: path,
    });
    expect(problems).toEqual([]);
  });
});
