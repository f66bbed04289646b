// An application that logs all that OpenTelemetry says, has a tracer, and makes the requests on standard input through
// `fetch`, `node:http` and undici, within a feature, a tenant and a user of its own.
import http from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { withAttribution } from '@outlay/instrumentation';
import { request as undiciRequest } from 'undici';

const { requests } = JSON.parse(await text(process.stdin));

async function withFetch({ url, method, headers, body }) {
  const response = await fetch(url, { method, headers, body });
  await response.arrayBuffer();
}

function withHttp({ url, method, headers, body }) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers }, (response) => {
      buffer(response).then(resolve, reject);
    });
    request.on('error', reject).end(body);
  });
}

async function withUndici({ url, method, headers, body }) {
  const response = await undiciRequest(url, { method, headers, body });
  await response.body.arrayBuffer();
}

const clients = [withFetch, withHttp, withUndici];
for (const [i, request] of requests.entries()) {
  await withAttribution(
    { feature: 'privacy-scan', tenant: 'visible-tenant', userId: 'visible-user' },
    async () => {
      // Errors are the application's to see; here they are of no interest.
      await clients[i % clients.length](request).catch(() => undefined);
    },
  );
}
