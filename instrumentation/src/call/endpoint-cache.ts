import { type FindAdapter } from '../adapters/registry.ts';
import { type Endpoint, type ProviderAdapter } from '../adapters/types.ts';
import { type RequestHead } from '../capture/types.ts';
import { BoundedCache } from './bounded-cache.ts';

/** An application calls few hosts; one that calls more looks them up again now and then. */
const MAX_HOSTS = 1_000;
/** Paths may hold ids. */
const MAX_ENDPOINTS = 1_000;

/** Where a request goes. */
export interface Destination {
  adapter: ProviderAdapter;
  endpoint: Endpoint;
}

/** Finds the adapter and the endpoint of requests, and remembers them by host and by path. */
export class EndpointCache {
  readonly #findAdapter: FindAdapter;
  readonly #hosts = new BoundedCache<ProviderAdapter | undefined>(MAX_HOSTS);
  readonly #destinations = new BoundedCache<Destination>(MAX_ENDPOINTS);

  constructor(findAdapter: FindAdapter) {
    this.#findAdapter = findAdapter;
  }

  /** Undefined when the host is no provider's. */
  find({ method, hostname, port, path }: RequestHead): Destination | undefined {
    const host = `${hostname}:${port}`;
    const adapter = this.#hosts.get(host, () => this.#findAdapter(hostname, port));
    if (adapter === undefined) return undefined;
    return this.#destinations.get(`${host} ${method} ${path}`, () => ({
      adapter,
      endpoint: adapter.endpoint(method, path, hostname),
    }));
  }
}
