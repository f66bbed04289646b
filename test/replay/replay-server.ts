import http from 'node:http';
import { type AddressInfo } from 'node:net';
import zlib from 'node:zlib';
import { type Recording } from './recordings.ts';

export const ENCODINGS = ['identity', 'gzip', 'deflate', 'br', 'zstd'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** How a body is cut: `1` byte by byte, any other number in pieces of that size, `0` all at once. */
export interface Delivery {
  pieceSize: number;
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
    const [, index = '', pieceSize = '', encoding = ''] = (request.url ?? '').split('/');
    const recording = recordings[Number(index)];
    request.resume().once('end', () => {
      if (recording)
        answer(response, recording, { pieceSize: Number(pieceSize), encoding: encoding as Encoding });
      else response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    baseUrl: (index, { pieceSize, encoding }) => `http://127.0.0.1:${port}/${index}/${pieceSize}/${encoding}`,
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
  { pieceSize, encoding }: Delivery,
): void {
  for (const [name, value] of Object.entries(recording.responseHeaders)) {
    if (!TRANSPORT_HEADERS.has(name.toLowerCase())) response.setHeader(name, value);
  }
  if (encoding !== 'identity') response.setHeader('content-encoding', encoding);
  response.writeHead(recording.status);
  const bytes = encode(Buffer.from(recording.body), encoding);
  if (recording.status === 204) response.end();
  else if (pieceSize === 0) response.end(bytes);
  else {
    for (let i = 0; i < bytes.length; i += pieceSize) response.write(bytes.subarray(i, i + pieceSize));
    response.end();
  }
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
