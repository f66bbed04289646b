import { describeError } from '../call/error-type.ts';
import type { Run } from './run.ts';

type Step = (this: unknown, ...args: unknown[]) => unknown;
const STEPS = ['next', 'return', 'throw'] as const;
type AnyGenerator = Record<(typeof STEPS)[number], Step>;

/** True for what a generator function returns, of either kind; not for any iterator, which may be shared. */
export function isGenerator(value: unknown): value is AnyGenerator {
  const tag = Object.prototype.toString.call(value);
  if (tag !== '[object Generator]' && tag !== '[object AsyncGenerator]') return false;
  return STEPS.every((name) => typeof (value as AnyGenerator)[name] === 'function');
}

/**
 * The body of a generator runs when it is asked for its next value: each step runs within the attribution, and the run ends
 * with the last one. The generator stays the same object.
 */
export function followGenerator(
  generator: AnyGenerator,
  run: Run | undefined,
  within: <T>(action: () => T) => T,
): void {
  for (const name of STEPS) {
    const step = generator[name];
    const value: Step = function (...args) {
      try {
        return follow(
          within(() => step.apply(this, args)),
          run,
        );
      } catch (error) {
        run?.end({ errorType: describeError(error) });
        throw error;
      }
    };
    Object.defineProperty(generator, name, { value, configurable: true, writable: true });
  }
}

function follow(result: unknown, run: Run | undefined): unknown {
  if (run === undefined) return result;
  if (!(result instanceof Promise)) return endWhenDone(result, run);
  // A new promise in its place: the old one would count as handled.
  return result.then(
    (value: unknown) => endWhenDone(value, run),
    (error: unknown) => {
      run.end({ errorType: describeError(error) });
      throw error;
    },
  );
}

function endWhenDone(result: unknown, run: Run): unknown {
  if ((result as { done?: boolean } | null)?.done === true) run.end({});
  return result;
}
