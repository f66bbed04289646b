import { type CardinalityLimits, DEFAULT_CARDINALITY } from '../meter/totals.ts';
import { ConfigurationError } from './configuration-error.ts';

export const CARDINALITY_VARIABLE = 'OUTLAY_CARDINALITY_LIMIT';

/** How many more users than sets of other attributes there may be. */
const USERS_FACTOR = DEFAULT_CARDINALITY.users / DEFAULT_CARDINALITY.sets;
/** Fewer would leave next to nothing to tell apart. */
const LEAST = 10;

/** Parses how many sets of attributes an instrument may have; five times as many users. */
export function parseCardinalityLimit(written: string | undefined): {
  limits: CardinalityLimits;
  problem?: ConfigurationError;
} {
  if (written === undefined || written === '') return { limits: DEFAULT_CARDINALITY };
  const sets = Number(written);
  if (Number.isInteger(sets) && sets >= LEAST) return { limits: { sets, users: sets * USERS_FACTOR } };
  const problem = new ConfigurationError(
    `${CARDINALITY_VARIABLE}: "${written}" is no limit. Write a whole number of attribute sets from ${LEAST} on; ${DEFAULT_CARDINALITY.sets} count now.`,
  );
  return { limits: DEFAULT_CARDINALITY, problem };
}
