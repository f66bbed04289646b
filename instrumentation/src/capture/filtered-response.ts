import { UsageEventFilter } from './usage-event-filter.ts';

/** What `new Response` cannot be told. */
const KEPT = ['url', 'redirected', 'type'] as const;

/**
 * The response without the event that states the usage alone. It is read from the network as the caller reads it, no
 * faster; when the caller cancels, the network is told; its errors are the caller's.
 */
export function filterResponse(response: Response): Response {
  if (response.body === null) return response;
  const { status, statusText, headers } = response;
  const filtered = new Response(filterBody(response.body), { status, statusText, headers });
  return keep(filtered, response);
}

function keep(filtered: Response, original: Response): Response {
  for (const name of KEPT)
    Object.defineProperty(filtered, name, { value: original[name], configurable: true });
  Object.defineProperty(filtered, 'clone', {
    value: () => keep(Response.prototype.clone.call(filtered), original),
    configurable: true,
    writable: true,
  });
  return filtered;
}

function filterBody(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const filter = new UsageEventFilter();

  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      for (;;) {
        const { done, value } = await reader.read();
        const passed = done ? filter.end() : filter.write(value);
        if (passed.length > 0) controller.enqueue(passed as Uint8Array<ArrayBuffer>);
        if (done) {
          controller.close();
          controller.byobRequest?.respond(0);
        }
        if (done || passed.length > 0) return;
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
