import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What is told when a connection closes, by connection: many requests may wait on one, and one listener is enough. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * Tells once when a request is over: answered, or its connection closed. An answer that waits behind others of its connection
 * (HTTP pipelining) never gets the socket when that closes, and then never closes itself.
 */
export function onceOver(request: IncomingMessage, response: ServerResponse, end: () => void): void {
  const { socket } = request;
  const others = waiting.get(socket) ?? listenTo(socket);
  const over = () => {
    if (others.delete(over)) end();
  };
  others.add(over);
  response.once('close', over);
}

function listenTo(socket: Socket): Set<() => void> {
  const ends = new Set<() => void>();
  waiting.set(socket, ends);
  socket.once('close', () => {
    for (const over of [...ends]) over();
  });
  return ends;
}
