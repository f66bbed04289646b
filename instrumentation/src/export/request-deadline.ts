import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

const requestsOf = new AsyncLocalStorage<Set<ClientRequest>>();
let watching = false;

/**
 * Runs `action` and ends the requests that it makes when it has not settled after `millis`. A timeout of `node:http` counts
 * from the last byte that came: a server that answers byte by byte would hold its caller, and the process, for good.
 */
export async function withRequestDeadline<T>(millis: number, action: () => Promise<T>): Promise<T> {
  watchRequests();
  const requests = new Set<ClientRequest>();
  // What keeps the process up is the request; the timer need not.
  const timer = setTimeout(() => {
    for (const request of requests) request.destroy(new DeadlineError());
  }, millis).unref();
  try {
    return await requestsOf.run(requests, action);
  } finally {
    clearTimeout(timer);
  }
}

class DeadlineError extends Error {
  override name = 'DeadlineError';
  readonly code = 'ETIMEDOUT';
  constructor() {
    super('The answer took too long.');
  }
}

/** The exporter does not hand its requests out; Node tells of each where it is made. */
function watchRequests(): void {
  if (watching) return;
  watching = true;
  subscribe('http.client.request.created', (message) => {
    const { request } = message as { request: ClientRequest };
    requestsOf.getStore()?.add(request);
  });
}
