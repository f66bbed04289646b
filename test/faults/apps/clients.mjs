// The same call through `fetch`, `node:http` and undici: each gives back what its caller can see of the response.
import http from 'node:http';
import { request as undiciRequest } from 'undici';

/** Pieces as a stream for `fetch`. */
function asStream(pieces) {
  return pieces && ReadableStream.from(pieces);
}

async function callWithFetch({ url, method, headers, body, pieces, signal }) {
  const response = await fetch(url, {
    method,
    headers,
    signal,
    body: body ?? asStream(pieces),
    ...(pieces && { duplex: 'half' }),
  });
  const reader = response.body?.getReader();
  return {
    status: response.status,
    headers: [...response.headers],
    more: [response.statusText, response.redirected, new URL(response.url).pathname, response.type],
    read: async () => (await reader?.read())?.value,
    leave: () => reader.cancel(),
    trailers: () => ({}),
  };
}

function callWithHttp({ url, method, headers, body, pieces, signal, httpOptions, writes }) {
  const informed = [];
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, signal, ...httpOptions });
    request.on('information', ({ statusCode, rawHeaders }) => informed.push(statusCode, ...rawHeaders));
    request.on('continue', () => informed.push('continue'));
    request.on('error', reject);
    request.on('timeout', () => request.destroy(new Error('the caller waits no longer')));
    request.on('response', (response) => {
      const pieces = response[Symbol.asyncIterator]();
      resolve({
        status: response.statusCode,
        headers: response.rawHeaders,
        more: [response.statusMessage, response.httpVersion, ...informed],
        read: async () => (await pieces.next()).value,
        leave: () => pieces.return(),
        trailers: () => response.trailers,
      });
    });
    void send(request, { body, pieces, writes }).catch(reject);
  });
}

async function send(request, { body, pieces, writes }) {
  if (pieces) for await (const piece of pieces) request.write(piece);
  for (const [text, encoding] of writes ?? []) request.write(text, encoding);
  request.end(body);
}

async function callWithUndici({ url, method, headers, body, pieces, signal }) {
  const informed = [];
  const {
    statusCode,
    headers: received,
    body: stream,
    trailers,
  } = await undiciRequest(url, {
    method,
    headers,
    signal,
    body: body ?? pieces,
    onInfo: ({ statusCode: status, headers: hints }) => informed.push(status, hints),
  });
  const iterator = stream[Symbol.asyncIterator]();
  return {
    status: statusCode,
    headers: Object.entries(received),
    more: informed,
    read: async () => (await iterator.next()).value,
    leave: () => iterator.return(),
    trailers: () => trailers,
  };
}

export const CLIENTS = { fetch: callWithFetch, http: callWithHttp, undici: callWithUndici };
