// Makes the requests on standard input through `fetch` and `node:http`, and prints what came back.
import { createHash } from 'node:crypto';
import http from 'node:http';
import { buffer, text } from 'node:stream/consumers';

const { requests } = JSON.parse(await text(process.stdin));

async function withFetch({ url, method, headers, body }) {
  const response = await fetch(url, { method, headers, body });
  return [response.status, Buffer.from(await response.arrayBuffer())];
}

function withHttp({ url, method, headers, body }) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers }, (response) => {
      buffer(response).then((bytes) => resolve([response.statusCode, bytes]), reject);
    });
    request.on('error', reject).end(body);
  });
}

for (const [name, call] of [
  ['fetch', withFetch],
  ['http', withHttp],
]) {
  for (const request of requests) {
    const [status, bytes] = await call(request);
    console.log(name, request.id, status, createHash('sha256').update(bytes).digest('hex'));
  }
}
// What the closed response of a last call still sets off.
await new Promise((resolve) => setTimeout(resolve, 100));
console.error(`thrown ${globalThis.countThrownByAdapters?.() ?? 0}`);
