/** Told of every fault inside a listener, so that it can be counted. */
export type OnFault = (cause: unknown) => void;

/** Runs `action`; a fault in it goes to `onFault`, never to the caller. */
export function guard<T>(onFault: OnFault, action: () => T): T | undefined {
  try {
    return action();
  } catch (cause) {
    try {
      onFault(cause);
    } catch {
      // Whoever counts faults must not make new ones in the host.
    }
    return undefined;
  }
}
