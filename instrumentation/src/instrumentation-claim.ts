const CLAIM = Symbol.for('outlay.instrumentation.claim');

/** Who meters the calls of this process. */
export interface Claim {
  /** As a person would say it: `the register hook`. */
  owner: string;
}

interface Holder {
  [CLAIM]?: Claim | undefined;
}

/**
 * Claims the metering of this process, over all copies of the package; the first one wins. Returns the winner's claim
 * when it is another's.
 */
export function claimMetering(claim: Claim): Claim | undefined {
  const holder = globalThis as Holder;
  if (holder[CLAIM] !== undefined && holder[CLAIM] !== claim) return holder[CLAIM];
  holder[CLAIM] = claim;
  return undefined;
}

export function releaseMetering(claim: Claim): void {
  const holder = globalThis as Holder;
  if (holder[CLAIM] === claim) holder[CLAIM] = undefined;
}
