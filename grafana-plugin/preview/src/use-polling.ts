import { useEffect, useState } from 'react';

export interface Polled<T> {
  /** Undefined until the first answer. Keeps the last good answer while there is an error. */
  value: T | undefined;
  error: Error | undefined;
}

/** Loads something now and again every `intervalMs`, one request at a time. `load` has to be the same function each time. */
export function usePolling<T>(load: (signal: AbortSignal) => Promise<T>, intervalMs: number): Polled<T> {
  const [polled, setPolled] = useState<Polled<T>>({ value: undefined, error: undefined });

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const poll = async () => {
      try {
        const value = await load(abort.signal);
        setPolled({ value, error: undefined });
      } catch (error) {
        if (abort.signal.aborted) return;
        setPolled((last) => ({
          value: last.value,
          error: error instanceof Error ? error : new Error(String(error)),
        }));
      }
      if (!abort.signal.aborted) timer = setTimeout(() => void poll(), intervalMs);
    };
    void poll();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [load, intervalMs]);

  return polled;
}
