import type { UnitPrice } from '../unit-price.ts';

export const TAVILY_UNITS: readonly UnitPrice[] = [
  {
    provider: 'tavily',
    unit: 'credits',
    from: '2024-01-01',
    nanoUsdPerUnit: 8_000_000,
    source: 'docs.tavily.com/documentation/api-credits, pay as you go: $0.008 a credit, seen 2026-11',
  },
];
