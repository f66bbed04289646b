import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';

/** One alert of one notification, as Alertmanager's webhook (version 4) delivers it. */
export interface Page {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface PageSink {
  readonly port: number;
  /** Everything that arrived, in order. */
  readonly pages: readonly Page[];
  stop(): Promise<void>;
}

interface Notification {
  readonly receiver: string;
  readonly alerts: readonly Omit<Page, 'receiver'>[];
}

/** Listens where Alertmanager's webhooks post, and keeps what they say. */
export async function startPageSink(): Promise<PageSink> {
  const pages: Page[] = [];
  const server = createServer(async (request, response) => {
    const { receiver, alerts } = (await json(request)) as Notification;
    if (request.url === '/pages') {
      for (const { status, labels, annotations } of alerts)
        pages.push({ receiver, status, labels, annotations });
    }
    response.writeHead(request.url === '/pages' ? 200 : 404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    pages,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
