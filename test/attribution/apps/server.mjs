// A service that calls a provider while it handles requests: with node:http alone, or with fastify (first argument).
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { context, defaultTextMapGetter, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CBaggagePropagator } from '@opentelemetry/core';
import { classifyCalls, withAttribution } from '@outlay/instrumentation';
import fastify from 'fastify';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CBaggagePropagator());
classifyCalls((call) => {
  const { job } = call.body().metadata;
  if (job === 'broken') throw new Error('the classifier of the application fails');
  return job;
});

const url = `${process.env.PROVIDER_URL}/v1/chat/completions`;

function call({ model, client, job }) {
  const body = JSON.stringify({ model, messages: [], metadata: { job } });
  const headers = { 'content-type': 'application/json' };
  if (client === 'fetch')
    return fetch(url, { method: 'POST', headers, body }).then((answer) => answer.text());
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', headers }, (response) => {
      response.resume().once('end', resolve);
    });
    request.once('error', reject).end(body);
  });
}

async function handle(headers, task) {
  await context.with(propagation.extract(ROOT_CONTEXT, headers, defaultTextMapGetter), async () => {
    await pause(Math.random() * 5);
    const { own } = task;
    await (own ? withAttribution(own, () => call(task)) : call(task));
  });
}

const port = await (process.argv[2] === 'fastify' ? startFastify() : startHttp());
console.log(`port ${port}`);

async function startFastify() {
  const app = fastify({ forceCloseConnections: true });
  app.post('/stop', () => {
    setImmediate(() => app.close());
    return 'done';
  });
  app.post('/*', async (request) => {
    await handle(request.headers, request.body);
    return 'done';
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app.server.address().port;
}

async function startHttp() {
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += piece));
    // The listener runs as an event of the connection: nothing is awaited.
    request.on('end', () => {
      if (request.url === '/stop') {
        response.end('done', () => {
          server.close();
          server.closeAllConnections();
        });
      } else {
        void handle(request.headers, JSON.parse(body)).then(() => response.end('done'));
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address().port;
}
