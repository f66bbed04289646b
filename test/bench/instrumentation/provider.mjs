import http from 'node:http';
import { readMetricPoints } from './otlp-points.mjs';
import { CHAT, CHAT_CHUNKS, EMBEDDINGS } from './provider-responses.mjs';

// A provider and an OTLP receiver on the loopback, in a process of its own, so that their work is not counted. The parent
// learns the port, and asks for what was received.

/** The last value of each series of Outlay's metrics, by service. */
const series = new Map();

const server = http.createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    const body = Buffer.concat(pieces);
    switch (request.url) {
      case '/v1/chat/completions':
        if (body.includes('"stream":true')) stream(response);
        else json(response, CHAT);
        break;
      case '/v1/embeddings':
        json(response, EMBEDDINGS);
        break;
      case '/v1/metrics':
        receive(request.headers['content-type'], body);
        json(response, '{}');
        break;
      default:
        json(response, '{}');
    }
  });
});

function json(response, body) {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Long enough for any client to have read a chunk when the next one leaves: one that lags reads several at once, cheaper. */
const CHUNK_INTERVAL_MILLIS = 0.15;

/** Each chunk leaves in a packet of its own, as a model that generates sends them. */
function stream(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  let next = 0;
  let due = performance.now();
  const send = () => {
    if (performance.now() >= due) {
      if (next === CHAT_CHUNKS.length) return response.end();
      response.write(CHAT_CHUNKS[next]);
      next += 1;
      due += CHUNK_INTERVAL_MILLIS;
    }
    return setImmediate(send);
  };
  send();
}

/** Peers that send protobuf are received and not looked into. */
function receive(contentType, body) {
  if (!contentType?.startsWith('application/json')) return;
  for (const { service, metric, attributes, value } of readMetricPoints(JSON.parse(body.toString()))) {
    series.set(JSON.stringify([service, metric, attributes]), { service, metric, attributes, value });
  }
}

process.on('message', () => process.send({ points: [...series.values()] }));
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
