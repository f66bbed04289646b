// Calls what the plan on standard input names, through `fetch` or `node:http`, and prints a digest of each body.
import { createHash } from 'node:crypto';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import zlib from 'node:zlib';
import { withAttribution } from '@outlay/instrumentation';

const { transport, calls } = JSON.parse(await text(process.stdin));
const decoders = {
  gzip: 'gunzipSync',
  deflate: 'inflateSync',
  br: 'brotliDecompressSync',
  zstd: 'zstdDecompressSync',
};

async function callWithFetch({ url, method, body }) {
  const response = await fetch(url, {
    method,
    body,
    headers: body && { 'content-type': 'application/json' },
  });
  return Buffer.from(await response.arrayBuffer());
}

function callWithHttp({ url, method, body }) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      { method, headers: body && { 'content-type': 'application/json' } },
      (response) => {
        const pieces = [];
        response.on('data', (piece) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () => {
          const decoder = decoders[response.headers['content-encoding']];
          const bytes = Buffer.concat(pieces);
          resolve(decoder && bytes.length > 0 ? zlib[decoder](bytes) : bytes);
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const call = transport === 'fetch' ? callWithFetch : callWithHttp;
for (const one of calls) {
  const bytes = await withAttribution({ feature: one.id }, () => call(one));
  console.log(`${one.id} ${createHash('sha256').update(bytes).digest('hex')}`);
}
