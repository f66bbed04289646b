/**
 * Takes what Alertmanager posts to a webhook, prints one line for each alert and keeps it for the asking:
 * `POST /pages` (webhook version 4), `GET /pages` (JSON list, oldest first).
 *
 * `SINK_HOST` (default 127.0.0.1), `SINK_PORT` (default 9095), `SINK_FILE` (keeps the pages between runs).
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { PageList } from './pages/page-list.ts';
import { createSink } from './pages/sink-server.ts';

const environment = process.env;
const host = environment['SINK_HOST'] ?? '127.0.0.1';
const server = createSink(new PageList(environment['SINK_FILE']), (line) => console.log(line));

server.listen(Number(environment['SINK_PORT'] ?? '9095'), host);
await once(server, 'listening');
console.log(`sink listening on http://${host}:${(server.address() as AddressInfo).port}`);

process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
