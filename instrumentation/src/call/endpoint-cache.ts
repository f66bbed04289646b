import type { FindAdapter } from '../adapters/registry.ts';
import type { Endpoint, ProviderAdapter } from '../adapters/types.ts';
import type { RequestHead } from '../capture/types.ts';

/** An application calls few hosts; one that calls more looks them up again now and then. */
const MAX_HOSTS = 1_000;
/** Of all hosts; paths may hold ids. */
const MAX_ENDPOINTS = 5_000;
/** Longer paths hold more than ids, such as what a command of Redis sets: they are looked up each time. */
const MAX_PATH_LENGTH = 256;
/** An application may export its telemetry through the host that is also its gateway to a provider. */
const OTLP_PATH = /\/v1\/(metrics|traces|logs)$/;

/** Where a request goes. */
export interface Destination {
  adapter: ProviderAdapter;
  endpoint: Endpoint;
}

/** What is known of a host and port. */
interface Host {
  port: number | undefined;
  /** Undefined when the host is no provider's. */
  adapter: ProviderAdapter | undefined;
  /** By path, then by method; null is of no interest. */
  paths: Map<string, Map<string, Destination | null>>;
}

/** Finds the adapter and the endpoint of requests, and remembers them: every request of the application asks. */
export class EndpointCache {
  readonly #findAdapter: FindAdapter;
  readonly #hosts = new Map<string, Host[]>();
  #endpointCount = 0;

  constructor(findAdapter: FindAdapter) {
    this.#findAdapter = findAdapter;
  }

  /** Undefined when the request is of no interest: to another host, or the export of telemetry. */
  find({ method, hostname, port, path }: RequestHead): Destination | undefined {
    const host = this.#host(hostname, port);
    const { adapter } = host;
    if (adapter === undefined) return undefined;
    const known = host.paths.get(path)?.get(method);
    if (known !== undefined) return known ?? undefined;
    const found = OTLP_PATH.test(path)
      ? null
      : { adapter, endpoint: adapter.endpoint(method, path, hostname) };
    if (path.length <= MAX_PATH_LENGTH) this.#keep(host, path, method, found);
    return found ?? undefined;
  }

  #keep(host: Host, path: string, method: string, found: Destination | null): void {
    if (this.#endpointCount >= MAX_ENDPOINTS) {
      for (const hosts of this.#hosts.values()) for (const { paths } of hosts) paths.clear();
      this.#endpointCount = 0;
    }
    this.#endpointCount += 1;
    const methods = host.paths.get(path);
    if (methods === undefined) host.paths.set(path, new Map([[method, found]]));
    else methods.set(method, found);
  }

  #host(hostname: string, port: number | undefined): Host {
    const ports = this.#hosts.get(hostname);
    if (ports !== undefined) for (const host of ports) if (host.port === port) return host;
    const host = { port, adapter: this.#findAdapter(hostname, port), paths: new Map() };
    if (this.#hosts.size >= MAX_HOSTS) this.#hosts.clear();
    if (ports === undefined || ports.length >= MAX_HOSTS) this.#hosts.set(hostname, [host]);
    else ports.push(host);
    return host;
  }
}
