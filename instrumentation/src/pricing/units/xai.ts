import { USAGE_UNIT } from '../../names.ts';
import type { UnitPrice } from '../unit-price.ts';

const SOURCE = 'docs.x.ai/developers/pricing, tool invocation costs, seen 2026-10';

/** What counts where a response does not state its cost; in USD for a thousand. */
const USD_PER_THOUSAND: readonly (readonly [UnitPrice['unit'], string, number, string])[] = [
  [USAGE_UNIT.webSearches, '2025-10-01', 5, SOURCE],
  [USAGE_UNIT.fileSearches, '2025-12-01', 2.5, SOURCE],
  [USAGE_UNIT.codeInterpreterSessions, '2025-10-01', 5, SOURCE],
  [USAGE_UNIT.sources, '2025-05-01', 25, 'docs.x.ai/docs/guides/live-search, seen 2025-12'],
];

export const XAI_UNITS: readonly UnitPrice[] = USD_PER_THOUSAND.map(([unit, from, usd, source]) => ({
  provider: 'xai',
  unit,
  from,
  nanoUsdPerUnit: usd * 1e6,
  source,
}));
