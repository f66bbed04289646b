import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import zlib from 'node:zlib';
import type { Behaviour, Exchange } from './hostile-provider.ts';

/** What a chat completion looks like; made up. */
const COMPLETION = JSON.stringify({
  id: 'chatcmpl-1',
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ message: { role: 'assistant', content: 'Grüße, 世界 🌍' } }],
  usage: { prompt_tokens: 100, completion_tokens: 10 },
});
const EVENTS = [
  `data: {"id":"c","model":"gpt-4o-mini","choices":[{"delta":{"content":"Grüße 🌍"}}]}\n\n`,
  `data: {"choices":[{"delta":{"content":"世界"}}]}\r\n\r\n`,
  `: a comment\n\ndata: {"choices":[],\ndata: "usage":{"prompt_tokens":7,"completion_tokens":3}}\n\n`,
  `data: [DONE]\n\n`,
];
const EVENT_STREAM = { 'content-type': 'text/event-stream' };
const JSON_TYPE = { 'content-type': 'application/json' };
/** More than the buffers of both ends of a connection hold. */
const LARGE_BYTES = 32 * 1024 * 1024;

/** Pieces that end in the middle of characters and of lines. */
function cutAnywhere(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  const cuts = [0, 1, 67, 71, 72, 150, 151].filter((cut) => cut < bytes.length).concat(bytes.length);
  return cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end));
}

/** Each piece goes out when the one before has been read. */
async function sendInStep({ response, told }: Exchange, pieces: readonly Buffer[]): Promise<void> {
  for (const [i, piece] of pieces.entries()) {
    response.write(piece);
    await told(i);
  }
  response.end();
}

function answerWith(status: number, headers: Record<string, string>, body?: string | Buffer): Behaviour {
  return async ({ response, body: received }) => {
    await received;
    response.writeHead(status, headers).end(body);
  };
}

/** Writes to the connection itself what no server would. */
function answerRaw(text: string | Buffer): Behaviour {
  return async ({ socket, body }) => {
    await body;
    socket.end(text);
  };
}

function encoded(encoding: string, bytes: Buffer): Behaviour {
  return answerWith(200, { ...JSON_TYPE, 'content-encoding': encoding }, bytes);
}

/** Fills the connection until nothing more is taken, so that a reader in between that drinks ahead is found out. */
async function fillUp({ response, tell, note }: Exchange): Promise<void> {
  response.writeHead(200, EVENT_STREAM);
  const piece = Buffer.from(`data: {"choices":[{"text":"${'x'.repeat(64 * 1024)}"}]}\n\n`);
  let sent = 0;
  let stalled = false;
  while (sent < LARGE_BYTES) {
    const drained = new Promise<void>((resolve) => response.write(piece, () => resolve()));
    sent += piece.length;
    if (!stalled) {
      const timer = AbortSignal.timeout(300);
      await Promise.race([drained, new Promise((resolve) => timer.addEventListener('abort', resolve))]);
      if (timer.aborted) {
        stalled = true;
        tell('stalled');
        note('the reader held the server up');
      }
    }
    await drained;
  }
  if (!stalled) {
    tell('stalled');
    note('everything was taken although the caller read nothing');
  }
  response.end();
}

/** How the provider behaves, by scenario. */
export const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  json: answerWith(200, JSON_TYPE, COMPLETION),
  async chunks(exchange) {
    await exchange.body;
    exchange.response.writeHead(200, EVENT_STREAM);
    await sendInStep(exchange, cutAnywhere(EVENTS.join('')));
  },
  async 'gzip-chunks'(exchange) {
    await exchange.body;
    exchange.response.writeHead(200, { ...EVENT_STREAM, 'content-encoding': 'gzip' });
    const gzip = zlib.createGzip();
    for (const [i, event] of EVENTS.entries()) {
      gzip.write(event);
      await new Promise<void>((resolve) => gzip.flush(zlib.constants.Z_SYNC_FLUSH, resolve));
      exchange.response.write(gzip.read() as Buffer);
      await exchange.told(i);
    }
    gzip.once('data', (rest: Buffer) => exchange.response.end(rest)).end();
  },
  'binary-body': answerWith(200, JSON_TYPE, COMPLETION),
  'blob-body': answerWith(200, JSON_TYPE, COMPLETION),
  'form-body': answerWith(200, JSON_TYPE, COMPLETION),
  'encoded-strings': answerWith(200, JSON_TYPE, COMPLETION),
  redirect: async ({ request, response, body }) => {
    await body;
    response.writeHead(307, { location: (request.url ?? '').replace('/redirect/', '/json/') }).end();
  },
  'redirect-to-get': async ({ request, response, body }) => {
    await body;
    response.writeHead(303, { location: (request.url ?? '').replace('/redirect-to-get/', '/json/') }).end();
  },
  head: answerWith(200, { ...JSON_TYPE, 'content-length': '4000' }),
  'no-content': answerWith(204, {}),
  'early-hints': async ({ request, response, body }) => {
    await body;
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.writeProcessing();
    await sleep(10);
    BEHAVIOURS['json']?.({ request, response, body } as Exchange);
  },
  trailers: async ({ response, body }) => {
    await body;
    response.writeHead(200, { ...JSON_TYPE, trailer: 'x-checksum' });
    response.write(COMPLETION);
    response.addTrailers({ 'x-checksum': 'abc' });
    response.end();
  },
  refused: answerWith(429, { ...JSON_TYPE, 'retry-after': '7' }, '{"error":{"type":"rate_limit_exceeded"}}'),
  'server-error': answerWith(503, { 'content-type': 'text/html' }, '<h1>503</h1>'),
  async upload({ request, response, tell }) {
    let received = 0;
    request.on('data', (piece: Buffer) => {
      received += piece.length;
      if (received % 1000 === 0) tell(received / 1000 - 1);
    });
    request.on('end', () => response.writeHead(200, JSON_TYPE).end(COMPLETION));
  },
  'aborted-upload'({ request, tell, note }) {
    request.once('data', () => tell(0));
    request.once('close', () => note(request.complete ? 'complete' : 'broken off'));
  },
  'slow-reader': fillUp,
  async 'abort-before-headers'({ body, tell, socket, note }) {
    socket.once('close', () => note('closed'));
    await body;
    tell('here');
  },
  async 'abort-in-stream'({ body, response, told, note }) {
    await body;
    response.once('close', () => note('closed'));
    response.writeHead(200, EVENT_STREAM).write(EVENTS[0]);
    await told(0);
    response.write(EVENTS[1]);
  },
  async leave({ body, response, told, note }) {
    await body;
    response.once('close', () => note('closed'));
    response.writeHead(200, EVENT_STREAM).write(EVENTS[0]);
    await told(0);
    response.write(EVENTS[1]);
  },
  async timeout({ body, socket, note }) {
    socket.once('close', () => note('closed'));
    await body;
  },
  async 'cut-in-stream'({ body, response, told, socket }) {
    await body;
    response.writeHead(200, EVENT_STREAM).write(EVENTS[0]);
    await told(0);
    socket.destroy();
  },
  async 'reset-in-stream'({ body, response, told, socket }) {
    await body;
    response.writeHead(200, EVENT_STREAM).write(EVENTS[0]);
    await told(0);
    socket.resetAndDestroy();
  },
  async 'cut-before-headers'({ body, socket }) {
    await body;
    socket.destroy();
  },
  garbage: answerRaw('HTTQ/1.1 hello\r\n\r\n'),
  'too-short': answerRaw(`HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n${COMPLETION}`),
  'too-long': answerRaw(`HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n${COMPLETION}`),
  'bad-chunk': answerRaw(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"id"\r\nZZ\r\n`),
  'large-headers': answerWith(200, {
    ...JSON_TYPE,
    'x-ratelimit-limit-tokens': '9'.repeat(6000),
    'x-ratelimit-remaining-tokens': 'NaN'.repeat(2000),
  }),
  'too-large-headers': answerWith(200, { ...JSON_TYPE, 'x-ratelimit-limit-tokens': '9'.repeat(20_000) }),
  'invalid-utf8': answerWith(200, JSON_TYPE, Buffer.from([0x7b, 0x22, 0xff, 0xc0, 0xed, 0xa0, 0x80, 0x22])),
  'split-characters': async (exchange) => {
    await exchange.body;
    exchange.response.writeHead(200, JSON_TYPE);
    await sendInStep(exchange, cutAnywhere(COMPLETION.padEnd(280)));
  },
  'not-gzip': encoded('gzip', Buffer.from(COMPLETION)),
  'unknown-encoding': encoded('snappy', Buffer.from(COMPLETION)),
  'cut-gzip': encoded('gzip', zlib.gzipSync(COMPLETION.repeat(20)).subarray(0, -30)),
  'cut-br': encoded('br', zlib.brotliCompressSync(COMPLETION.repeat(20)).subarray(0, -30)),
  'cut-zstd': encoded('zstd', zlib.zstdCompressSync(COMPLETION.repeat(20)).subarray(0, -30)),
  gzip: encoded('gzip', zlib.gzipSync(COMPLETION)),
  br: encoded('br', zlib.brotliCompressSync(COMPLETION)),
  zstd: encoded('zstd', zlib.zstdCompressSync(COMPLETION)),
  'keep-alive': async ({ response, round, body }) => {
    await body;
    response.writeHead(200, JSON_TYPE).end(`${COMPLETION.slice(0, -1)},"round":${round}}`);
  },
  'expect-continue': answerWith(200, JSON_TYPE, COMPLETION),
  upgrade({ socket }) {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n');
    socket.on('data', (bytes: Buffer) => socket.write(bytes));
  },
  'web-socket'({ request, socket }) {
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    );
    // A text of two letters, then the end.
    socket.write(Buffer.from([0x81, 2, 0x68, 0x69]));
    socket.write(Buffer.from([0x88, 2, 0x03, 0xe8]));
    socket.once('data', () => socket.end());
  },
};
