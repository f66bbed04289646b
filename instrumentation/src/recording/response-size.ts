interface Headers {
  get?: (name: string) => unknown;
}

/** Bytes of the body that a route handler answered with, as its headers tell; undefined when they do not. */
export function bytesOfResponse(result: unknown, args: readonly unknown[]): number | undefined {
  const headers = memberOf(result, 'headers') as Headers | undefined;
  // A web handler returns a `Response`; a handler of Node gets its response as an argument.
  const getHeader = memberOf(args[1], 'getHeader');
  const length =
    typeof headers?.get === 'function'
      ? headers.get('content-length')
      : typeof getHeader === 'function'
        ? (Reflect.apply(getHeader, args[1], ['content-length']) as unknown)
        : undefined;
  const bytes = typeof length === 'string' && length !== '' ? Number(length) : length;
  return typeof bytes === 'number' && bytes >= 0 && Number.isFinite(bytes) ? bytes : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
