import type { FastifyInstance } from 'fastify';

/**
 * Stops servers: no new connections, idle ones are closed, requests under way are answered. What is not over in time is cut
 * off: a sender that got no answer sends again, and is booked once.
 *
 * @returns whether everything was over in time
 */
export async function drain(servers: readonly FastifyInstance[], timeoutMs: number): Promise<boolean> {
  let isInTime = true;
  const timer = setTimeout(() => {
    isInTime = false;
    for (const { server } of servers) server.closeAllConnections();
  }, timeoutMs);
  await Promise.all(servers.map((server) => server.close()));
  clearTimeout(timer);
  return isInTime;
}

/** Waits for something that may take longer than there is time for. @returns whether it was over in time */
export async function withinTime(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), timeoutMs);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
