import http from 'node:http';
import type { AddressInfo } from 'node:net';
import zlib from 'node:zlib';
import { bytesOf, type Recording } from './recordings.ts';

export const ENCODINGS = ['identity', 'gzip', 'deflate', 'br', 'zstd'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export interface Delivery {
  /**
   * How a body is cut: `1` byte by byte, any other number in pieces of that size, `0` all at once, `characters` in the
   * middle of each character of several bytes, and in halves besides.
   */
  pieces: number | 'characters';
  encoding: Encoding;
}

/** Headers of the transport at the time of the recording; this server has its own. */
const TRANSPORT_HEADERS: ReadonlySet<string> = new Set([
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'date',
]);

export interface ReplayServer {
  port: number;
  /** Where the recording with this index answers; the provider's own path follows. */
  baseUrl(index: number, delivery: Delivery): string;
  close(): Promise<void>;
}

/** Starts a server that answers with recordings, on a free port of the loopback. */
export async function startReplayServer(recordings: readonly Recording[]): Promise<ReplayServer> {
  const server = http.createServer((request, response) => {
    const [, index = '', pieces = '', encoding = ''] = (request.url ?? '').split('/');
    const recording = recordings[Number(index)];
    request.resume().once('end', () => {
      if (recording) answer(response, recording, pieces, encoding as Encoding);
      else response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    baseUrl: (index, { pieces, encoding }) => `http://127.0.0.1:${port}/${index}/${pieces}/${encoding}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(
  response: http.ServerResponse,
  recording: Recording,
  pieces: string,
  encoding: Encoding,
): void {
  for (const [name, value] of Object.entries(recording.responseHeaders)) {
    if (!TRANSPORT_HEADERS.has(name.toLowerCase())) response.setHeader(name, value);
  }
  if (encoding !== 'identity') response.setHeader('content-encoding', encoding);
  response.writeHead(recording.status);
  const bytes = encode(bytesOf(recording), encoding);
  const cuts = pieces === 'characters' ? cutCharacters(bytes) : cutEvenly(bytes, Number(pieces));
  let start = 0;
  // Pieces of one tick leave together, each as a chunk of its own.
  response.cork();
  for (const cut of recording.status === 204 ? [] : cuts) {
    response.write(bytes.subarray(start, cut));
    start = cut;
  }
  response.uncork();
  response.end();
}

function cutEvenly(bytes: Uint8Array, size: number): number[] {
  if (size === 0 || bytes.length === 0) return bytes.length === 0 ? [] : [bytes.length];
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    Math.min((i + 1) * size, bytes.length),
  );
}

/** Before each byte that continues a character of UTF-8. */
function cutCharacters(bytes: Uint8Array): number[] {
  if (bytes.length === 0) return [];
  const cuts = new Set([Math.floor(bytes.length / 2), bytes.length]);
  bytes.forEach((byte, i) => {
    if ((byte & 0xc0) === 0x80) cuts.add(i);
  });
  cuts.delete(0);
  return [...cuts].sort((a, b) => a - b);
}

function encode(bytes: Buffer, encoding: Encoding): Buffer {
  switch (encoding) {
    case 'gzip':
      return zlib.gzipSync(bytes);
    case 'deflate':
      return zlib.deflateSync(bytes);
    case 'br':
      return zlib.brotliCompressSync(bytes);
    case 'zstd':
      return zlib.zstdCompressSync(bytes);
    case 'identity':
      return bytes;
  }
}
