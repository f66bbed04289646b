import type { FastifyInstance } from 'fastify';
import { OutlayError } from '../error.ts';

/**
 * Opens a port.
 *
 * @param option the option that chooses the port, for the error
 * @returns the port, which differs from the one asked for when that was 0
 * @throws OutlayError when it is taken or may not be opened
 */
export async function listen(
  server: FastifyInstance,
  host: string,
  port: number,
  option: string,
): Promise<number> {
  try {
    await server.listen({ host, port });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new OutlayError(`port ${port} on ${host} is taken; choose another with ${option}`, { cause });
    }
    throw new OutlayError(
      `cannot listen on ${host} port ${port}: ${String(cause)}; see ${option} and --host`,
      { cause },
    );
  }
  const address = server.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
