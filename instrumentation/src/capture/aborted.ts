/** What stands for an attempt that was ended without an error of its own. */
export function abortError(): Error {
  return Object.assign(new Error('aborted'), { name: 'AbortError' });
}
