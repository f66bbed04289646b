const TIMEOUT = 'timeout';
const OTHER = '_OTHER';
const TIMEOUT_CODE = /TIMEOUT|TIMEDOUT/;
/** Class names and codes; anything else could hold a message, and messages can hold anything. */
const SAFE_NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/**
 * `error.type` of a failed attempt, as the OpenTelemetry HTTP conventions say: `timeout`, the error's class, or its code
 * when the class says nothing. Never its message.
 */
export function describeError(cause: unknown): string {
  const name = memberOf(cause, 'name');
  const code = memberOf(cause, 'code');
  if (name === 'TimeoutError' || (typeof code === 'string' && TIMEOUT_CODE.test(code))) return TIMEOUT;
  if (typeof name === 'string' && name !== 'Error' && SAFE_NAME.test(name)) return name;
  return typeof code === 'string' && SAFE_NAME.test(code) ? code : OTHER;
}

/** True when the caller itself ended the attempt. */
export function isCancelled(cause: unknown): boolean {
  return memberOf(cause, 'name') === 'AbortError';
}

/** An application may destroy its request with anything, also with what throws when it is looked at. */
function memberOf(cause: unknown, member: 'name' | 'code'): unknown {
  if (typeof cause !== 'object' || cause === null) return undefined;
  try {
    return (cause as Readonly<Record<string, unknown>>)[member];
  } catch {
    return undefined;
  }
}
