// Publishes calls on undici's diagnostics channels as undici does, more at once than connections could carry.
import { channel } from 'node:diagnostics_channel';

const [what, count] = process.argv.slice(2);
const create = channel('undici:request:create');
const headers = channel('undici:request:headers');
const received = channel('undici:request:bodyChunkReceived');
const trailers = channel('undici:request:trailers');
const [origin] = [process.env.PROVIDER_URL];

function begin(i) {
  const request = {
    origin,
    path: '/v1/chat/completions',
    method: 'POST',
    headers: ['content-type', 'application/json'],
    id: i,
  };
  create.publish({ request });
  return request;
}

function finish(request, document) {
  headers.publish({
    request,
    response: { statusCode: 200, headers: [Buffer.from('content-type'), Buffer.from('application/json')] },
  });
  received.publish({ request, chunk: Buffer.from(JSON.stringify(document)) });
  trailers.publish({ request, trailers: [] });
}

const completion = (i) => ({
  id: `c${i}`,
  model: 'gpt-4o-mini-2024-07-18',
  usage: { prompt_tokens: 100, completion_tokens: 10 },
});

const before = process.memoryUsage().heapUsed;
const open = [];
for (let i = 0; i < Number(count); i += 1) {
  const request = begin(i);
  switch (what) {
    // All are over before the price list can be loaded.
    case 'finished-at-once':
      finish(request, completion(i));
      break;
    case 'left-open':
      open.push(request);
      break;
    case 'many-models':
      finish(request, { ...completion(i), model: `my-model-${i}` });
      break;
    case 'no-usage-with-texts':
      finish(request, { id: `c${i}`, model: 'gpt-4o-mini', choices: [] });
  }
}
// The last of those that are still open ends as any other.
const last = open.at(-1);
if (last) finish(last, completion(0));
globalThis.gc();
console.log(JSON.stringify({ addedMb: Math.round((process.memoryUsage().heapUsed - before) / 1024 / 1024) }));
