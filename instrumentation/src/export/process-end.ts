const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** A flush may hold a process that would be gone already; not for longer than this. */
const MAX_FLUSH_MILLIS = 2_000;
/** Between flushes while an application that handles the signal finishes its work. */
const DRAIN_FLUSH_MILLIS = 250;

export interface ProcessEndOptions {
  /** Something to export came up since the last flush. */
  hasNews: () => boolean;
  /** Exports what was recorded. */
  flush: () => Promise<void>;
  /** Closes calls that are still open; the process ends now. */
  closeOpenCalls: () => Promise<void>;
}

/**
 * Flushes when the process ends, without changing how it ends:
 * - nothing more to do: one bounded flush, then the process ends as it would have;
 * - a signal that nobody handles: a bounded flush, then the process dies by that signal;
 * - a signal that the application handles: flushes beside it; how and when to end stays the application's matter.
 */
export function flushAtProcessEnd(target: NodeJS.Process, options: ProcessEndOptions): void {
  target.on('beforeExit', () => {
    if (options.hasNews()) void bounded(options.flush);
  });
  for (const signal of SIGNALS) {
    const onSignal = (): void => {
      // Gone before other listeners run: those that count listeners to find out whether they are alone (signal-exit)
      // must not find this one.
      target.off(signal, onSignal);
      if (target.listenerCount(signal) > 0) {
        void bounded(options.flush);
        // What is still finishing would be lost when the application calls process.exit.
        setInterval(() => options.hasNews() && void bounded(options.flush), DRAIN_FLUSH_MILLIS).unref();
        return;
      }
      void bounded(async () => {
        await options.closeOpenCalls();
        await options.flush();
      }).then(() => target.kill(target.pid, signal));
    };
    target.on(signal, onSignal);
  }
}

/** Runs `action` for as long as allowed; the timer keeps the process up meanwhile, and no longer. */
async function bounded(action: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, MAX_FLUSH_MILLIS);
  });
  try {
    await Promise.race([action(), timeout]);
  } catch {
    // Telemetry that cannot be sent is no reason to end differently.
  } finally {
    clearTimeout(timer);
  }
}
