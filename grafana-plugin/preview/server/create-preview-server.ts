import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { proxyGet } from './proxy.ts';
import { serveFile } from './static-files.ts';

export interface PreviewServerOptions {
  /** Folder of the built page. */
  pageFolder: string;
  /** Folder of the built plugin, served below `/plugin/`. */
  pluginFolder: string;
  prometheusUrl: string;
  alertmanagerUrl: string;
  collectorUrl: string;
}

/** The only paths of other servers that the page may read. */
const PROXIED_PATHS: Readonly<Record<string, 'prometheus' | 'alertmanager'>> = {
  '/prometheus/api/v1/query': 'prometheus',
  '/prometheus/api/v1/query_range': 'prometheus',
  '/alertmanager/api/v2/alerts': 'alertmanager',
};

const PLUGIN_PATH = '/plugin/';

/** Serves the preview page and the built plugin, and passes the page's queries on to Prometheus and Alertmanager. */
export function createPreviewServer(options: PreviewServerOptions): Server {
  return createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(error instanceof Error ? error.message : String(error));
    });
  });
}

async function answer(options: PreviewServerOptions, request: IncomingMessage, response: ServerResponse) {
  const { pathname, search } = new URL(request.url ?? '/', 'http://preview');
  if (request.method !== 'GET') return sendText(response, 405, 'The preview answers GET only.\n');
  if (pathname === '/-/healthy') return sendText(response, 200, 'Outlay preview is healthy.\n');
  if (pathname === '/links.json') return sendJson(response, linksOf(options));

  const proxied = PROXIED_PATHS[pathname];
  if (proxied === 'prometheus') {
    return proxyGet(
      'Prometheus',
      targetUrl(options.prometheusUrl, pathname, '/prometheus', search),
      response,
    );
  }
  if (proxied === 'alertmanager') {
    return proxyGet(
      'Alertmanager',
      targetUrl(options.alertmanagerUrl, pathname, '/alertmanager', search),
      response,
    );
  }

  const found = pathname.startsWith(PLUGIN_PATH)
    ? await serveFile(options.pluginFolder, pathname.slice(PLUGIN_PATH.length), response)
    : await serveFile(options.pageFolder, pathname === '/' ? 'index.html' : pathname, response);
  if (!found) sendText(response, 404, `Nothing at ${pathname}.\n`);
}

/** Where people find the servers that the page reads from. */
function linksOf({ prometheusUrl, alertmanagerUrl, collectorUrl }: PreviewServerOptions) {
  return { prometheus: prometheusUrl, alertmanager: alertmanagerUrl, collector: collectorUrl };
}

/** Keeps the path that a server behind a reverse proxy has in its own URL. */
function targetUrl(serverUrl: string, pathname: string, prefix: string, search: string): URL {
  return new URL(`${serverUrl.replace(/\/$/, '')}${pathname.slice(prefix.length)}${search}`);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
