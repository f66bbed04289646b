import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request as the server saw it. */
export interface SeenRequest {
  /** `client/scenario`. */
  key: string;
  method: string;
  headers: readonly string[];
  /** Digest of the body; of what came of it, when the client broke off. */
  body: string;
  complete: boolean;
  /** Which connection of its scenario carried it, counted from 0. */
  connection: number;
  notes: readonly string[];
}

export interface Exchange {
  request: http.IncomingMessage;
  response: http.ServerResponse;
  socket: Socket;
  /** How many requests of this scenario came before. */
  round: number;
  /** Resolves with the request's body. */
  body: Promise<Buffer>;
  /** Resolves when the caller has told `signal`: what it has read, what it has done. */
  told(signal: string | number): Promise<void>;
  /** Lets a caller that waits for `signal` go on. */
  tell(signal: string | number): void;
  /** Puts something into the transcript. */
  note(text: string): void;
}

export type Behaviour = (exchange: Exchange) => void | Promise<void>;

export interface HostileProvider {
  /** Authority of the provider: `127.0.0.1:port`. */
  host: string;
  /** Where the caller tells and asks how far both sides are; no provider. */
  control: string;
  seen: readonly SeenRequest[];
  close(): Promise<void>;
}

interface Signal {
  told: Promise<void>;
  tell(): void;
}

/** Signals between the caller and the server, each told once and remembered. */
class Signals {
  readonly #signals = new Map<string, Signal>();

  of(name: string): Signal {
    const known = this.#signals.get(name);
    if (known) return known;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const signal: Signal = { told: promise, tell: () => resolve(undefined) };
    this.#signals.set(name, signal);
    return signal;
  }
}

/**
 * Starts a provider that behaves at `/client/scenario/...` as `behaviours[scenario]` says, in step with its caller: what
 * one side does next waits for what the other has seen, so that the pieces in which a body arrives are always the same.
 */
export async function startHostileProvider(
  behaviours: Readonly<Record<string, Behaviour>>,
): Promise<HostileProvider> {
  const signals = new Signals();
  const seen: SeenRequest[] = [];
  const connections = new Map<string, Socket[]>();
  const rounds = new Map<string, number>();

  function behave(request: http.IncomingMessage, response: http.ServerResponse, socket: Socket): void {
    const [, client = '', scenario = ''] = (request.url ?? '').split('/');
    const key = `${client}/${scenario}`;
    const round = rounds.get(key) ?? 0;
    rounds.set(key, round + 1);
    const sockets = connections.get(key) ?? [];
    if (!sockets.includes(socket)) sockets.push(socket);
    connections.set(key, sockets);
    const notes: string[] = [];
    const entry = {
      key,
      method: request.method ?? '',
      headers: request.rawHeaders,
      body: '',
      complete: false,
      connection: sockets.indexOf(socket),
      notes,
    };
    seen.push(entry);
    const pieces: Buffer[] = [];
    const body = new Promise<Buffer>((resolve) => {
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.once('close', () => {
        entry.body = digest(Buffer.concat(pieces));
        entry.complete = request.complete;
      });
      request.once('end', () => resolve(Buffer.concat(pieces)));
    });
    request.on('error', () => undefined);
    void behaviours[scenario]?.({
      request,
      response,
      socket,
      round,
      body,
      told: (signal) => signals.of(`${key}/caller/${signal}`).told,
      tell: (signal) => signals.of(`${key}/server/${signal}`).tell(),
      note: (text) => notes.push(text),
    });
  }

  const provider = http.createServer({ maxHeaderSize: 64 * 1024 });
  provider.on('connection', (socket: Socket) => socket.on('error', () => undefined));
  provider.on('request', (request, response) => behave(request, response, request.socket));
  provider.on('checkContinue', (request, response) => {
    response.writeContinue();
    behave(request, response, request.socket);
  });
  provider.on('upgrade', (request: http.IncomingMessage, socket: Socket) => {
    behave(request, new http.ServerResponse(request), socket);
  });
  provider.on('connect', (_request, socket: Socket) => socket.end('HTTP/1.1 405 Method Not Allowed\r\n\r\n'));

  const control = http.createServer((request, response) => {
    const [, verb = '', ...rest] = (request.url ?? '').split('/');
    const [client, scenario, signal] = rest;
    if (verb === 'tell') {
      signals.of(`${client}/${scenario}/caller/${signal}`).tell();
      response.end();
    } else {
      void signals.of(`${client}/${scenario}/server/${signal}`).told.then(() => response.end());
    }
  });

  const host = await listen(provider);
  return {
    host,
    control: `http://${await listen(control)}`,
    seen,
    async close() {
      // What the last caller broke off is told behind the end of its process.
      await sleep(20);
      for (const server of [provider, control]) {
        server.close();
        server.closeAllConnections();
      }
      for (const socket of [...connections.values()].flat()) socket.destroy();
    },
  };
}

export async function listen(server: http.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Boundaries of forms are random. */
function digest(bytes: Buffer): string {
  const text = bytes.toString('latin1').replaceAll(/formdata-undici-\d+/g, 'boundary');
  return `${bytes.length} bytes ${createHash('sha256').update(text, 'latin1').digest('hex')}`;
}
