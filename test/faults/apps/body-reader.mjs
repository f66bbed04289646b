// Reads the bodies that standard input names without keeping them, and prints a digest and what memory each took.
import { createHash } from 'node:crypto';
import http from 'node:http';
import { text } from 'node:stream/consumers';

const STEP_BYTES = 8 * 1024 * 1024;
const { requests } = JSON.parse(await text(process.stdin));

/** Bytes that are reachable, inside and outside the heap. */
function occupied() {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function* upload({ size, begin, piece }) {
  yield Buffer.from(begin);
  const bytes = Buffer.from(piece);
  for (let sent = 0; sent < size; sent += bytes.length) yield bytes;
}

async function* viaFetch({ url, pieces }) {
  const body = pieces ? ReadableStream.from(upload(pieces)) : '{"model":"gpt-4o-mini"}';
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', body, headers, ...(pieces && { duplex: 'half' }) });
  yield* response.body;
}

async function* viaHttp({ url, pieces }) {
  const headers = { 'content-type': 'application/json' };
  const request = http.request(url, { method: 'POST', headers });
  const answered = new Promise((resolve, reject) => request.on('response', resolve).on('error', reject));
  if (pieces) {
    for await (const piece of upload(pieces)) {
      if (!request.write(piece)) await new Promise((resolve) => request.once('drain', resolve));
    }
    request.end();
  } else {
    request.end('{"model":"gpt-4o-mini"}');
  }
  yield* await answered;
}

for (const request of requests) {
  const before = occupied();
  let peak = before;
  let bytes = 0;
  let outcome = 'complete';
  const hash = createHash('sha256');
  try {
    for await (const piece of (request.client === 'http' ? viaHttp : viaFetch)(request)) {
      hash.update(piece);
      const steps = Math.floor(bytes / STEP_BYTES);
      bytes += piece.length;
      if (Math.floor(bytes / STEP_BYTES) > steps) peak = Math.max(peak, occupied());
      if (request.leaveAt !== undefined && bytes >= request.leaveAt) break;
    }
  } catch (error) {
    outcome = `${error.name} ${error.message}`;
  }
  peak = Math.max(peak, occupied());
  // A decoder may still be at work.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const addedMb = Math.round((Math.max(peak, occupied()) - before) / 1024 / 1024);
  const digest = request.leaveAt === undefined ? hash.digest('hex') : '';
  console.log(
    JSON.stringify({ id: request.id, outcome, bytes: request.leaveAt ? 0 : bytes, digest, addedMb }),
  );
}
console.log(JSON.stringify({ id: 'prototype', outcome: JSON.stringify([{}.polluted, [].polluted]) }));
