import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { OutlayError } from '../error.ts';
import { SERVERS, SERVER_NAMES, type Ports } from './stack-settings.ts';

/**
 * Puts a free port where 0 was asked for, and makes sure that the others are free.
 *
 * @throws OutlayError that names each taken port, what wanted it and the option that moves it
 */
export async function choosePorts(wanted: Ports, host: string): Promise<Ports> {
  const problems: string[] = [];
  const ports: Record<string, number> = {};
  for (const name of SERVER_NAMES) {
    const { label, option } = SERVERS[name];
    const port = wanted[name];
    const sameAs = SERVER_NAMES.find((other) => port !== 0 && ports[other] === port);
    const problem = sameAs
      ? `is the ${SERVERS[sameAs].label}'s already`
      : port !== 0 && (await whyNotFree(port, host));
    if (problem) problems.push(`port ${port} ${problem} (${label}); choose another with ${option}`);
    ports[name] = port === 0 ? await freePort(host) : port;
  }
  if (problems.length > 0) throw new OutlayError(problems.join('\n'));
  return ports as Ports;
}

/** A port that nothing listens on at this moment. */
export async function freePort(host: string): Promise<number> {
  return listenOnce(0, host);
}

async function whyNotFree(port: number, host: string): Promise<string | undefined> {
  try {
    await listenOnce(port, host);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') return 'is taken';
    if (code === 'EACCES') return 'is not allowed to you';
    throw error;
  }
}

/** @returns the port that was listened on */
async function listenOnce(port: number, host: string): Promise<number> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES') throw error;
    throw new OutlayError(
      `nothing can listen on ${host} (${code}): give an address of this machine with --host`,
      { cause: error },
    );
  }
  const address = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return address.port;
}
