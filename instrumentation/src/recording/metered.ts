import { type Attribution, withAttribution } from '../attribution/attribution.ts';
import { describeError } from '../call/error-type.ts';
import { guard } from '../guard.ts';
import { beginRun, type Run } from './run.ts';
import { followGenerator, isGenerator } from './generators.ts';

export interface MeteredOptions extends Attribution {
  /**
   * Records each run as a request of this provider, with its duration and its kind of error. Absent, a run in a Vercel
   * function is recorded as one of `vercel` with what it used; elsewhere nothing is recorded but the calls made in it.
   */
  provider?: string;
  /** Value of the `operation` label of a recorded run; the name of the function when absent. */
  operation?: string;
}

/**
 * Wraps a job or a route handler: the calls made in it, also in what it awaits, are booked to the attribution given. What
 * comes back is the function as it was: same name, same kind (asynchronous, generator), same `this`, arguments, result and
 * errors.
 */
export function metered<F extends (...args: never[]) => unknown>(fn: F, options: MeteredOptions = {}): F {
  if (typeof fn !== 'function') return fn;
  const { provider, operation, ...attribution } = options;
  const name = operation ?? (typeof fn.name === 'string' && fn.name !== '' ? fn.name : 'run');
  // A proxy, for what is asked of a function beside calling it: its name, its length, its kind.
  return new Proxy(fn, {
    apply(target, self, args: unknown[]) {
      const attributed = <T>(action: () => T): T => withAttribution(attribution, action);
      const run = guard(
        () => undefined,
        () => beginRun({ provider, operation: name, args, within: attributed }),
      );
      const within = <T>(action: () => T): T =>
        attributed(run === undefined ? action : () => run.within(action));
      let result: unknown;
      try {
        result = within(() => Reflect.apply(target, self, args));
      } catch (error) {
        run?.end({ errorType: describeError(error) });
        throw error;
      }
      return follow(result, run, within);
    },
  });
}

/** Ends the run with what came back. */
function follow(result: unknown, run: Run | undefined, within: <T>(action: () => T) => T): unknown {
  if (isGenerator(result)) {
    // One that cannot be changed runs without attribution.
    guard(
      () => undefined,
      () => followGenerator(result, run, within),
    );
    return result;
  }
  // Only a promise of the language itself: to follow another would begin what waits for its first `then`.
  if (run === undefined || !(result instanceof Promise) || result.constructor !== Promise) {
    run?.end({ result });
    return result;
  }
  // A new promise in its place: the old one would count as handled.
  return result.then(
    (value: unknown) => {
      run.end({ result: value });
      return value;
    },
    (error: unknown) => {
      run.end({ errorType: describeError(error) });
      throw error;
    },
  );
}
