import type { EstimableTexts } from '../adapters/types.ts';
import type { Usage } from '../pricing/usage.ts';

/** Counts tokens off the hot path. */
export interface UsageEstimator {
  /** An estimate for that model is to be expected soon: what it needs can be loaded meanwhile. */
  prepare?(model: string | undefined): void;
  /** Undefined when it cannot tell. */
  estimate(texts: EstimableTexts): Promise<Usage | undefined>;
}
