import { AsyncLocalStorage } from 'node:async_hooks';
import { guard } from '../guard.ts';
import { bytesOfResponse } from './response-size.ts';
import { readCpuSeconds, readElapsedSeconds, RunShares } from './run-shares.ts';
import { recordUsage } from './record-usage.ts';
import { runningMetering } from './running-metering.ts';
import { countInvocation, detectVercelFunction } from './vercel-function.ts';

/** How a run ended. */
export interface RunEnd {
  result?: unknown;
  errorType?: string;
}

/** One run of a wrapped function that is recorded. */
export interface Run {
  /** Runs an action as a part of the run. */
  within<T>(action: () => T): T;
  /** Records the run; only the first call counts. Never throws. */
  end(end: RunEnd): void;
}

export interface RunOptions {
  provider: string | undefined;
  operation: string;
  args: readonly unknown[];
  /** Runs an action within the attribution of the run. */
  within: <T>(action: () => T) => T;
}

const cpuShares = new RunShares(readCpuSeconds);
const memoryShares = new RunShares(readElapsedSeconds);
/** Set within an invocation: what is wrapped in it is a part of it, and no other one. */
const invocation = new AsyncLocalStorage<true>();

/** Begins a run; undefined when it is not to be recorded. */
export function beginRun(options: RunOptions): Run | undefined {
  if (runningMetering() === undefined) return undefined;
  const { provider, operation, args, within } = options;
  const vercel =
    (provider === undefined || provider === 'vercel') && invocation.getStore() === undefined
      ? detectVercelFunction(process.env)
      : undefined;
  if (provider === undefined && vercel === undefined) return undefined;
  const at = new Date();
  const startMs = performance.now();
  const cpu = vercel && cpuShares.begin();
  const memory = vercel && memoryShares.begin();
  let isOver = false;
  return {
    within: (action) => (vercel === undefined ? action() : invocation.run(true, action)),
    end({ result, errorType }) {
      if (isOver) return;
      isOver = true;
      const durationSeconds = (performance.now() - startMs) / 1000;
      guard(
        () => undefined,
        () => {
          const bytesOut = vercel && bytesOfResponse(result, args);
          within(() =>
            recordUsage({
              provider: provider ?? 'vercel',
              operation,
              durationSeconds,
              at,
              ...(errorType !== undefined && { errorType }),
              ...(vercel &&
                cpu &&
                memory && {
                  units: countInvocation(vercel, {
                    memorySeconds: memory.end(),
                    cpuSeconds: cpu.end(),
                    bytesOut,
                  }),
                }),
            }),
          );
        },
      );
    },
  };
}
