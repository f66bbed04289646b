const DEFAULT_PORTS: ReadonlySet<number> = new Set([80, 443]);

export interface Authority {
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
  return port === undefined || DEFAULT_PORTS.has(port) ? undefined : port;
}

/** The path of a request target, without query and fragment. */
export function pathOf(target: string): string {
  const end = target.search(/[?#]/);
  return end === -1 ? target : target.slice(0, end);
}
