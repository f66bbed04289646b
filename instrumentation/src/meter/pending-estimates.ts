import { guard, type OnFault } from '../guard.ts';
import type { EstimableTexts } from '../adapters/types.ts';
import type { Usage } from '../pricing/usage.ts';
import type { UsageEstimator } from './usage-estimator.ts';

/** Estimates are awaited for so long when metrics are collected; later ones go out with the next collection. */
const MAX_WAIT_MILLIS = 1_500;

/** Follows the estimates that are under way, so that a collection or the end of the process can wait for them. */
export class PendingEstimates {
  readonly #estimator: UsageEstimator;
  readonly #onFault: OnFault;
  /** What is under way, and how to take it for an usage that cannot be told. */
  readonly #pending = new Map<Promise<void>, () => void>();

  constructor(estimator: UsageEstimator, onFault: OnFault) {
    this.#estimator = estimator;
    this.#onFault = onFault;
  }

  /** An estimate for that model is to be expected soon. */
  prepare(model: string | undefined): void {
    this.#estimator.prepare?.(model);
  }

  /** Calls `onUsage` once, later; with undefined when the usage cannot be told. */
  add(texts: EstimableTexts, onUsage: (usage: Usage | undefined) => void): void {
    let isTold = false;
    const tell = (usage: Usage | undefined): void => {
      if (isTold) return;
      isTold = true;
      guard(this.#onFault, () => onUsage(usage));
    };
    const over = (): void => {
      this.#pending.delete(pending);
    };
    const pending = this.#estimate(texts).then(tell).then(over, over);
    this.#pending.set(pending, () => tell(undefined));
  }

  /** Waits no longer: the process is about to end, and what is not known by now must not be free. */
  giveUp(): void {
    for (const giveUp of this.#pending.values()) giveUp();
    this.#pending.clear();
  }

  /** Resolves when those are over that are under way now, however long they take. */
  async finished(): Promise<void> {
    await Promise.all(this.#pending.keys());
  }

  /** Resolves when no estimate is under way, or after a second and a half. */
  async settled(): Promise<void> {
    if (this.#pending.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, MAX_WAIT_MILLIS);
    });
    await Promise.race([Promise.all(this.#pending.keys()), timeout]);
    clearTimeout(timer);
  }

  async #estimate(texts: EstimableTexts): Promise<Usage | undefined> {
    try {
      return await this.#estimator.estimate(texts);
    } catch {
      return undefined;
    }
  }
}
