import { USAGE_UNIT } from '../../names.ts';
import { type UnitPrice } from '../unit-price.ts';

const SOURCE = 'pinecone.io/pricing, Standard plan, AWS us-east-1, seen 2026-03';

export const PINECONE_UNITS: readonly UnitPrice[] = [
  {
    provider: 'pinecone',
    unit: USAGE_UNIT.readUnits,
    from: '2024-05-21',
    nanoUsdPerUnit: 16_000,
    source: `${SOURCE}: $16 for a million`,
  },
  {
    provider: 'pinecone',
    unit: USAGE_UNIT.writeUnits,
    from: '2024-05-21',
    nanoUsdPerUnit: 4_000,
    source: `${SOURCE}: $4 for a million`,
  },
  {
    provider: 'pinecone',
    unit: USAGE_UNIT.searchUnits,
    operation: 'rerank',
    from: '2024-12-02',
    nanoUsdPerUnit: 2_000_000,
    source: `${SOURCE}: $2 for 1,000 requests`,
  },
];
