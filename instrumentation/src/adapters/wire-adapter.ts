import type { RequestHead } from '../capture/types.ts';
import type { RateLimitHeaders } from './rate-limits.ts';
import type { Billing, CallReader, Endpoint, ProviderAdapter } from './types.ts';
import { type Wire, WireReader } from './wire-reader.ts';

export interface WireRoute {
  method: string;
  /** Matches the end of the path, so that base paths and proxies do not matter. */
  path: RegExp;
  operation: string;
  genAiOperation?: string;
  billing: Billing;
  wire: Wire;
}

export interface WireAdapterOptions {
  provider: string;
  genAiProvider?: string;
  hosts: readonly string[];
  rateLimitHeaders?: readonly RateLimitHeaders[];
  /** The first match counts. */
  routes: readonly WireRoute[];
  /** Asked where no route matches: paths at which the provider speaks the wire of another one. */
  otherwise?: (method: string, path: string, hostname?: string) => Endpoint | undefined;
}

/** What a route may say of a request whose bodies are not read. */
export const UNREAD: Wire = {};

const FREE: Endpoint = {
  operation: 'other',
  billing: 'never',
  createReader: (head: RequestHead): CallReader => new WireReader(UNREAD, head),
};

/** An adapter whose endpoints are told by a table. */
export function createWireAdapter(options: WireAdapterOptions): ProviderAdapter {
  const { routes, otherwise, provider, hosts, genAiProvider, rateLimitHeaders } = options;
  const endpoints = new Map<WireRoute, Endpoint>();
  return {
    provider,
    hosts,
    ...(genAiProvider !== undefined && { genAiProvider }),
    ...(rateLimitHeaders !== undefined && { rateLimitHeaders }),
    endpoint(method, path, hostname) {
      const route = routes.find((candidate) => candidate.method === method && candidate.path.test(path));
      if (route === undefined) return otherwise?.(method, path, hostname) ?? FREE;
      let endpoint = endpoints.get(route);
      if (endpoint === undefined) {
        endpoint = createEndpoint(route);
        endpoints.set(route, endpoint);
      }
      return endpoint;
    },
  };
}

function createEndpoint({ operation, genAiOperation, billing, wire }: WireRoute): Endpoint {
  return {
    operation,
    billing,
    createReader: (head) => new WireReader(wire, head),
    ...(genAiOperation !== undefined && { genAiOperation }),
  };
}
