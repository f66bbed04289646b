import type { TokenKind } from './token-rates.ts';

/** Tokens of the tier cost the standard price times `factor`. */
export interface TierFactor {
  provider: string;
  tier: string;
  from: string;
  factor: number;
  /** Models whose name it does not match have no price in the tier; absent: all models have. */
  models?: RegExp;
  /** Kinds of tokens that cost the same as in the standard tier. */
  exceptKinds?: readonly TokenKind[];
  source: string;
}
