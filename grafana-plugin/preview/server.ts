import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createPreviewServer } from './server/create-preview-server.ts';

const pageFolder = fileURLToPath(new URL('dist', import.meta.url));
const pluginFolder = fileURLToPath(new URL('../dist', import.meta.url));
const host = process.env['PREVIEW_HOST'] ?? '127.0.0.1';
const port = Number(process.env['PREVIEW_PORT'] ?? 3000);

function fail(message: string): never {
  process.stderr.write(`preview: ${message}\n`);
  process.exit(1);
}

if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  fail(`PREVIEW_PORT is "${process.env['PREVIEW_PORT']}", which is no port: give a number from 0 to 65535.`);
}
for (const file of [`${pageFolder}/index.html`, `${pluginFolder}/module.js`]) {
  if (!existsSync(file)) fail(`${file} is missing: build it with "npm run build -w grafana-plugin".`);
}

const server = createPreviewServer({
  pageFolder,
  pluginFolder,
  prometheusUrl: process.env['PROMETHEUS_URL'] ?? 'http://127.0.0.1:9090',
  alertmanagerUrl: process.env['ALERTMANAGER_URL'] ?? 'http://127.0.0.1:9093',
  collectorUrl: process.env['COLLECTOR_URL'] ?? 'http://127.0.0.1:9464',
});

server.on('error', (error: NodeJS.ErrnoException) => {
  fail(
    error.code === 'EADDRINUSE'
      ? `port ${port} of ${host} is taken: set PREVIEW_PORT to another.`
      : `can't listen on ${host}:${port}: ${error.message}`,
  );
});

server.listen(port, host, () => {
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  process.stdout.write(`Outlay preview: http://${shown}:${address.port}\n`);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
