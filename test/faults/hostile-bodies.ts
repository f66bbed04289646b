import type http from 'node:http';
import zlib from 'node:zlib';

/** A response body that is meant to do harm. */
export interface HostileBody {
  headers: Readonly<Record<string, string>>;
  /** Once each, before and behind what is repeated. */
  begin?: string | Buffer;
  end?: string;
  /** Repeated until `size` bytes are reached; without end when that is absent. */
  repeat?: string | (() => string);
  size?: number;
  /** Where it is asked for; chat completions of OpenAI when absent. */
  path?: string;
  provider?: string;
  /** The reader leaves behind so many bytes. */
  leaveAt?: number;
  /** The request's body is the large one. */
  upload?: { size: number; begin: string; piece: string };
  client?: 'http';
}

const MIB = 1024 * 1024;
const HUGE = 100 * MIB;
/** Much more than may be held. */
const LARGE = 28 * MIB;
const JSON_TYPE = { 'content-type': 'application/json' };
const EVENTS = { 'content-type': 'text/event-stream' };
const LONG = 'x'.repeat(16 * 1024);
const DEEP = 100_000;
const QUICK_BROTLI = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } };

/** Zeros that unpack to `size` bytes of a JSON text. */
function bomb(pack: (bytes: Buffer) => Buffer, size: number): Buffer {
  return pack(Buffer.concat([Buffer.from('{"id":"'), Buffer.alloc(size, '0'), Buffer.from('"}')]));
}

let event = 0;

export const HOSTILE_BODIES: Readonly<Record<string, HostileBody>> = {
  'a text without end': { headers: JSON_TYPE, begin: '{"id":"', repeat: LONG, end: '"}', size: HUGE },
  'a number without end': {
    headers: JSON_TYPE,
    begin: '{"usage":{"prompt_tokens":',
    repeat: LONG.replaceAll('x', '7'),
    end: '}}',
    size: LARGE,
  },
  'a name without end': { headers: JSON_TYPE, begin: '{"', repeat: LONG, end: '":1}', size: LARGE },
  'a usage object without end': {
    headers: JSON_TYPE,
    begin: '{"usage":{"note":"',
    repeat: LONG,
    end: '"}}',
    size: LARGE,
  },
  'a line of data without end': { headers: EVENTS, begin: 'data: {"id":"', repeat: LONG, size: HUGE },
  'a field without end': { headers: EVENTS, begin: 'x', repeat: LONG, size: LARGE },
  'lines of one event without end': { headers: EVENTS, repeat: `data: ${LONG}\n`, size: LARGE },
  'an empty type and a line without end': { headers: {}, repeat: LONG, size: LARGE },
  'events without end': {
    headers: EVENTS,
    repeat: () =>
      `data: {"id":"c${(event += 1)}","choices":[{"delta":{"content":"${event} ${LONG.slice(0, 500)}"}}]}\n\n`.repeat(
        50,
      ),
    leaveAt: LARGE,
  },
  'events with usage without end': {
    headers: EVENTS,
    repeat: () =>
      `data: {"id":"u${(event += 1)}","usage":{"prompt_tokens":${event},"completion_tokens":2},"x":"${LONG.slice(0, 2000)}"}\n\n`,
    leaveAt: 16 * MIB,
  },
  'hundreds of thousands of tiny events': {
    headers: EVENTS,
    repeat: 'data:{}\n\n'.repeat(1000),
    size: 2_500_000,
  },
  'millions of empty lines': { headers: EVENTS, repeat: '\n'.repeat(10_000), size: 10_000_000 },
  'millions of empty objects': {
    headers: JSON_TYPE,
    begin: '{"output":[{}',
    repeat: ',{}'.repeat(10_000),
    end: ']}',
    size: 12 * MIB,
  },
  'millions of empty results': {
    headers: JSON_TYPE,
    provider: 'resend',
    path: '/emails/batch',
    begin: '{"data":[{}',
    repeat: ',{}'.repeat(10_000),
    end: ']}',
    size: 12 * MIB,
  },
  'millions of tiny values': {
    headers: JSON_TYPE,
    provider: 'resend',
    path: '/emails/batch',
    begin: '{"data":[{"id":1}',
    repeat: ',{"id":1}'.repeat(10_000),
    end: ']}',
    size: 12 * MIB,
  },
  'millions of empty e-mails sent': {
    headers: JSON_TYPE,
    provider: 'resend',
    path: '/emails/batch',
    begin: '{}',
    size: 2,
    upload: { size: 12 * MIB, begin: '[{}', piece: ',{}'.repeat(10_000) },
  },
  'a prompt without end': {
    headers: EVENTS,
    begin: 'data: {"id":"c"}\n\ndata: [DONE]\n\n',
    upload: { size: LARGE, begin: '{"model":"gpt-4o-mini","stream":true,"messages":"', piece: LONG },
  },
  'a hundred thousand levels': {
    headers: JSON_TYPE,
    begin: `{"x":${'['.repeat(DEEP)}${']'.repeat(DEEP)},"usage":${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}}`,
  },
  'a hundred thousand levels of an event': {
    headers: EVENTS,
    begin: `data: {"usage":${'[{"usage":'.repeat(DEEP)}1${'}]'.repeat(DEEP)}}\n\n`,
  },
  'brackets that never close': { headers: JSON_TYPE, repeat: '[{"usage":'.repeat(1000), size: 20 * MIB },
  'a bomb of gzip': {
    headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
    begin: bomb(zlib.gzipSync, HUGE),
    client: 'http',
  },
  'a bomb of brotli': {
    headers: { ...JSON_TYPE, 'content-encoding': 'br' },
    begin: bomb((bytes) => zlib.brotliCompressSync(bytes, QUICK_BROTLI), HUGE),
    client: 'http',
  },
  'a bomb of zstd': {
    headers: { ...JSON_TYPE, 'content-encoding': 'zstd' },
    begin: bomb(zlib.zstdCompressSync, HUGE),
    client: 'http',
  },
  'a bomb in a bomb': {
    headers: { ...JSON_TYPE, 'content-encoding': 'gzip, gzip' },
    begin: bomb((bytes) => zlib.gzipSync(zlib.gzipSync(bytes)), HUGE),
    client: 'http',
  },
  'names of the prototype': {
    headers: JSON_TYPE,
    begin:
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"usage":{"__proto__":{"polluted":1},"prompt_tokens":1,"completion_tokens":1}}',
  },
};

/** Answers with `body`, as fast as the reader takes it. */
export async function sendHostileBody(body: HostileBody, response: http.ServerResponse): Promise<void> {
  response.on('error', () => undefined);
  response.writeHead(200, body.headers);
  if (body.begin !== undefined) response.write(body.begin);
  let sent = 0;
  while (body.repeat !== undefined && sent < (body.size ?? Number.POSITIVE_INFINITY)) {
    if (response.destroyed) return;
    const piece = typeof body.repeat === 'string' ? body.repeat : body.repeat();
    sent += piece.length;
    if (!response.write(piece)) await drained(response);
  }
  response.end(body.end);
}

/** Resolves when more can be written, or nobody reads any more. */
function drained(response: http.ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
}
