import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { PageList } from './page-list.ts';
import { parsePage, renderAlert } from './page.ts';

export function createSink(pages: PageList, print: (line: string) => void): Server {
  return createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://sink').pathname;
    if (path !== '/pages') return void response.writeHead(404).end('the sink has /pages alone\n');
    if (request.method === 'GET') {
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(pages));
    }
    if (request.method !== 'POST') return void response.writeHead(405, { allow: 'GET, POST' }).end();
    readText(request)
      .then((text) => {
        const page = parsePage(text, new Date());
        pages.add(page);
        for (const alert of page.alerts) print(renderAlert(alert));
        // Senders to chat services want this very word.
        response.end('ok');
      })
      .catch((error: unknown) => response.writeHead(400).end(`${String(error)}\n`));
  });
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
