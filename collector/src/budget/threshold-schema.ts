import { z } from 'zod';
import {
  DEFAULT_THRESHOLDS,
  PROFILE_NAMES,
  type ProfileName,
  THRESHOLD_PROFILES,
  type Thresholds,
} from './thresholds.ts';

const NONE = 'none';

const ratio = z.preprocess(
  (value) => (value === NONE ? null : (value ?? undefined)),
  z
    .number()
    .positive({ error: 'must be above 0; 0.75 means 75 % of the limit', abort: true })
    .max(10, { error: 'is a share of the limit: 0.75 means 75 %', abort: true })
    .nullable(),
);

/** What a budget's entry says about levels. */
export const THRESHOLD_SHAPE = {
  profile: z.enum(PROFILE_NAMES as [ProfileName, ...ProfileName[]]).optional(),
  thresholds: z
    .strictObject({ warning: ratio.optional(), critical: ratio.optional(), exceeded: ratio.optional() })
    .optional(),
};

export type ThresholdEntry = z.output<z.ZodObject<typeof THRESHOLD_SHAPE>>;

/**
 * The levels that an entry asks for: those of its profile, changed by its `thresholds`. Where these stand alone they are
 * all there is beside the limit itself, as somebody who writes one level wants no other page.
 */
export function thresholdsOf({ profile, thresholds }: ThresholdEntry): Thresholds {
  if (thresholds === undefined)
    return profile === undefined ? DEFAULT_THRESHOLDS : THRESHOLD_PROFILES[profile];
  const rest: Thresholds =
    profile === undefined
      ? { warning: null, critical: null, exceeded: DEFAULT_THRESHOLDS.exceeded }
      : THRESHOLD_PROFILES[profile];
  const { warning = rest.warning, critical = rest.critical, exceeded = rest.exceeded } = thresholds;
  return { warning, critical, exceeded };
}

/** What is wrong with levels that stand together. */
export function thresholdMistake({ warning, critical, exceeded }: Thresholds): string | undefined {
  if (warning !== null && critical !== null && warning >= critical) return 'warning must be below critical';
  const highest = critical ?? warning;
  if (highest !== null && exceeded !== null && highest > exceeded) {
    return `${critical === null ? 'warning' : 'critical'} must not be above exceeded, which is ${exceeded}; set exceeded too`;
  }
  return undefined;
}
