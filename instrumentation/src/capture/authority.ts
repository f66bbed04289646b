const HTTP_PORT = 80;
const HTTPS_PORT = 443;

export interface Authority {
  /** Lower case, without brackets around an IPv6 address. */
  hostname: string;
  /** Undefined when none is written. */
  port: number | undefined;
}

/** Parses `host`, `host:port` or `[ipv6]:port`; undefined when it is none of these. */
export function parseAuthority(text: string): Authority | undefined {
  const match = /^(?:\[([0-9a-f:.%]+)\]|([^\s:/?#@[\]]+))(?::(\d{1,5}))?$/i.exec(text.trim());
  const hostname = match?.[1] ?? match?.[2];
  if (hostname === undefined) return undefined;
  const port = match?.[3] === undefined ? undefined : Number(match[3]);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  return { hostname: hostname.toLowerCase(), port };
}

/** Undefined for the default of http or https. */
export function normalizePort(port: number | undefined): number | undefined {
  return port === HTTP_PORT || port === HTTPS_PORT ? undefined : port;
}

/** A service calls few hosts; one that calls more parses them again. */
const MAX_ORIGINS = 512;
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
let parsed = new Map<string, Authority | undefined>();

/**
 * The host and the port of an origin, with or without its scheme; the port is undefined when it is the default of http or
 * https. Every request asks, and most ask for the same few origins: what was parsed is kept.
 */
export function authorityOf(origin: string): Authority | undefined {
  const known = parsed.get(origin);
  if (known !== undefined || parsed.has(origin)) return known;
  const [host = ''] = origin.replace(SCHEME, '').split('/', 1);
  const authority = parseAuthority(host);
  const normalized = authority && { hostname: authority.hostname, port: normalizePort(authority.port) };
  if (parsed.size >= MAX_ORIGINS) parsed = new Map();
  parsed.set(origin, normalized);
  return normalized;
}

/** Where a request goes: not yet split into path and query. */
export interface Target extends Authority {
  /** As the request line has it, but without scheme and host. */
  pathAndQuery: string;
}

/**
 * The target of a request line. A request through a plain proxy carries the whole address, which counts before `origin`;
 * undefined when there is no host in either.
 */
export function targetOf(requestTarget: string, origin: string): Target | undefined {
  if (requestTarget.startsWith('/') || !SCHEME.test(requestTarget)) {
    const authority = authorityOf(origin);
    // Field by field: every request asks, and that is quicker than a spread.
    return authority && { hostname: authority.hostname, port: authority.port, pathAndQuery: requestTarget };
  }
  const path = requestTarget.indexOf('/', requestTarget.indexOf('://') + 3);
  const authority = authorityOf(path === -1 ? requestTarget : requestTarget.slice(0, path));
  return authority && { ...authority, pathAndQuery: path === -1 ? '/' : requestTarget.slice(path) };
}

/** The path of a request target, without query and fragment. */
export function pathOf(target: string): string {
  const query = target.indexOf('?');
  const fragment = target.indexOf('#');
  if (fragment !== -1 && (query === -1 || fragment < query)) return target.slice(0, fragment);
  return query === -1 ? target : target.slice(0, query);
}

/** A parameter of the query, decoded; the first one where it stands several times. */
export function queryParameter(target: string, name: string): string | undefined {
  const query = target.indexOf('?');
  if (query === -1) return undefined;
  const fragment = target.indexOf('#', query);
  const text = target.slice(query + 1, fragment === -1 ? undefined : fragment);
  return new URLSearchParams(text).get(name) ?? undefined;
}
