import http from 'node:http';
import net from 'node:net';
import { listen } from './hostile-provider.ts';

export interface HostileCollector {
  url: string;
  close(): Promise<void>;
}

const ENDLESS = Buffer.alloc(64 * 1024, '{"partialSuccess":');

/** How a collector misbehaves; each answers to what it is asked with something else than it should. */
const ANSWERS: Readonly<Record<string, http.RequestListener>> = {
  hangs: () => undefined,
  'answers 500': (_request, response) => response.writeHead(500).end('failed'),
  'answers 429 and asks for an hour': (_request, response) =>
    response.writeHead(429, { 'retry-after': '3600' }).end(),
  'answers garbage': (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('\u0000{{{not json'),
  'answers without end': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const send = (): void => {
      if (!response.destroyed) response.write(ENDLESS, send);
    };
    send();
  },
  'answers byte by byte': (_request, response) => {
    response.writeHead(200, { 'content-length': '100000' });
    const timer = setInterval(() => response.write(' '), 20);
    response.once('close', () => clearInterval(timer));
  },
  'sends everybody elsewhere': (request, response) =>
    response.writeHead(307, { location: request.url ?? '/' }).end(),
  'cuts the connection': (request) => void request.socket.destroy(),
};

/** Speaks no HTTP. */
const SPEAKS_ANOTHER_LANGUAGE = 'speaks another language';
const REFUSES = 'refuses';

export const HOSTILE_COLLECTORS: readonly string[] = [
  REFUSES,
  SPEAKS_ANOTHER_LANGUAGE,
  ...Object.keys(ANSWERS),
];

export async function startHostileCollector(how: string): Promise<HostileCollector> {
  if (how === SPEAKS_ANOTHER_LANGUAGE) return startForeignServer();
  const server = http.createServer(ANSWERS[how]);
  const host = await listen(server);
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  if (how === REFUSES) await close();
  return { url: `http://${host}`, close: how === REFUSES ? async () => undefined : close };
}

async function startForeignServer(): Promise<HostileCollector> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.end('220 mail.example.com ESMTP\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
