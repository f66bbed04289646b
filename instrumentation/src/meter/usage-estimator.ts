import { type EstimableTexts } from '../adapters/types.ts';
import { type Usage } from '../pricing/usage.ts';

/** Counts tokens off the hot path. */
export interface UsageEstimator {
  /** Undefined when it cannot tell. */
  estimate(texts: EstimableTexts): Promise<Usage | undefined>;
}
