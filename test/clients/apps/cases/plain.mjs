// HTTP clients that know nothing of providers, each with the request that an SDK would make.
import { createHash } from 'node:crypto';
import axios from 'axios';
import got from 'got';
import nodeFetch from 'node-fetch';
import * as undici5 from 'undici-5';
import * as undici6 from 'undici-6';
import * as undici7 from 'undici';
import { failure, interrupted, readAll } from '../reading.mjs';

const BODY = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Grüß Gott' }] };
const ASKING = { ...BODY, stream: true, stream_options: { include_usage: true } };
const POST = { method: 'POST', headers: { 'content-type': 'application/json' } };
const REQUEST = { ...POST, body: JSON.stringify(BODY) };
const STREAM = { ...POST, body: JSON.stringify(ASKING) };
const CHAT = { input_tokens: 19, output_tokens: 7, cache_read_tokens: 4 };
const ANSWERED = { usage: CHAT, attempts: ['200'] };

const path = (url) => `${url}/v1/chat/completions`;
const text = (answer) => answer.choices[0].message.content;
const digest = (body) => createHash('sha256').update(body).digest('hex');
const read = async (stream) => digest(await readAll(stream, (piece) => Buffer.from(piece).toString()));

/** undici 8 does not load on the oldest Node that Outlay supports. */
const undici8 = await import('undici-8').catch(() => undefined);
const UNDICI = [
  ['undici 5', undici5],
  ['undici 6', undici6],
  ['undici 7', undici7],
  ...(undici8 ? [['undici 8', undici8]] : []),
];

function undiciCases([name, { Agent, fetch, ProxyAgent, request }]) {
  const agent = new Agent();
  return [
    {
      id: `${name} request`,
      run: async ({ url }) =>
        text(await (await request(path(url), { ...REQUEST, dispatcher: agent })).body.json()),
      ...ANSWERED,
    },
    {
      id: `${name} request again`,
      run: async ({ url }) =>
        text(await (await request(path(url), { ...REQUEST, dispatcher: agent })).body.json()),
      ...ANSWERED,
    },
    {
      id: `${name} stream`,
      run: async ({ url }) => read((await request(path(url), { ...STREAM, dispatcher: agent })).body),
      ...ANSWERED,
    },
    {
      id: `${name} fetch`,
      run: async ({ url }) => text(await (await fetch(path(url), { ...REQUEST, dispatcher: agent })).json()),
      ...ANSWERED,
    },
    {
      id: `${name} through a proxy`,
      run: async ({ url, proxy }) => {
        const dispatcher = new ProxyAgent(proxy);
        const answer = text(await (await request(path(url), { ...REQUEST, dispatcher })).body.json());
        await dispatcher.close();
        return answer;
      },
      ...ANSWERED,
    },
    {
      id: `${name} leaves a stream`,
      manner: 'stays-open',
      run: async ({ url }) => {
        const { body } = await request(path(url), { ...STREAM, dispatcher: agent });
        for await (const _piece of body) break;
        return 'left';
      },
      attempts: ['200 AbortError'],
      unpriced: 'no_usage',
    },
    {
      id: `${name} aborts a stream`,
      manner: 'stays-open',
      run: async ({ url }) => {
        const controller = new AbortController();
        const { signal } = controller;
        const { body } = await request(path(url), { ...STREAM, dispatcher: agent, signal });
        return interrupted(body, () => controller.abort());
      },
      attempts: ['200 AbortError'],
      unpriced: 'no_usage',
    },
    {
      id: `${name} is cut off`,
      manner: 'cuts',
      run: async ({ url }) =>
        interrupted((await request(path(url), { ...STREAM, dispatcher: agent })).body, () => undefined),
      attempts: ['200 SocketError'],
      unpriced: 'no_usage',
    },
    {
      id: `${name} times out`,
      manner: 'is-silent',
      run: ({ url }) => failure(request(path(url), { ...REQUEST, dispatcher: agent, headersTimeout: 100 })),
      attempts: ['timeout'],
    },
    {
      id: `${name} asks again`,
      manner: 'is-busy-first',
      run: async ({ url }) => {
        const first = await request(path(url), { ...REQUEST, dispatcher: agent });
        await first.body.dump();
        return text(await (await request(path(url), { ...REQUEST, dispatcher: agent })).body.json());
      },
      usage: CHAT,
      attempts: ['200', '429'],
    },
  ].map((one) => ({ client: name, ...one }));
}

const axiosCases = [
  {
    id: 'axios posts',
    run: async ({ url }) => text((await axios.post(path(url), BODY)).data),
    ...ANSWERED,
  },
  {
    id: 'axios posts through fetch',
    run: async ({ url }) => text((await axios.post(path(url), BODY, { adapter: 'fetch' })).data),
    ...ANSWERED,
  },
  {
    id: 'axios streams',
    run: async ({ url }) => read((await axios.post(path(url), ASKING, { responseType: 'stream' })).data),
    ...ANSWERED,
  },
  {
    id: 'axios posts through a proxy',
    run: async ({ url, proxy }) => {
      const { hostname, port } = new URL(proxy);
      const options = { proxy: { protocol: 'http', host: hostname, port: Number(port) } };
      return text((await axios.post(path(url), BODY, options)).data);
    },
    ...ANSWERED,
  },
  {
    id: 'axios leaves a stream',
    manner: 'stays-open',
    run: async ({ url }) => {
      const { data } = await axios.post(path(url), ASKING, { responseType: 'stream' });
      for await (const _piece of data) break;
      return 'left';
    },
    attempts: ['200 AbortError'],
    unpriced: 'no_usage',
  },
  {
    id: 'axios aborts a stream',
    manner: 'stays-open',
    run: async ({ url }) => {
      const controller = new AbortController();
      const { signal } = controller;
      const { data } = await axios.post(path(url), ASKING, { responseType: 'stream', signal });
      return interrupted(data, () => controller.abort());
    },
    attempts: ['200 CanceledError'],
    unpriced: 'no_usage',
  },
  {
    id: 'axios is cut off',
    manner: 'cuts',
    run: async ({ url }) =>
      interrupted((await axios.post(path(url), ASKING, { responseType: 'stream' })).data, () => undefined),
    attempts: ['200 ECONNRESET'],
    unpriced: 'no_usage',
  },
  {
    id: 'axios times out',
    manner: 'is-silent',
    run: ({ url }) => failure(axios.post(path(url), BODY, { timeout: 100 })),
    attempts: ['AxiosError'],
  },
  {
    id: 'axios asks again',
    manner: 'is-busy-first',
    run: async ({ url }) => {
      await axios.post(path(url), BODY, { validateStatus: () => true });
      return text((await axios.post(path(url), BODY)).data);
    },
    usage: CHAT,
    attempts: ['200', '429'],
  },
].map((one) => ({ client: 'axios', ...one }));

const otherCases = [
  {
    id: 'fetch posts',
    client: 'fetch of Node',
    run: async ({ url }) => text(await (await fetch(path(url), REQUEST)).json()),
    ...ANSWERED,
  },
  {
    id: 'fetch streams',
    client: 'fetch of Node',
    run: async ({ url }) => digest(await (await fetch(path(url), STREAM)).text()),
    ...ANSWERED,
  },
  {
    id: 'fetch over TLS',
    client: 'fetch of Node',
    run: async ({ standIns }) =>
      digest(await (await fetch(path(standIns['openai https'].answers), STREAM)).text()),
    ...ANSWERED,
  },
  {
    id: 'fetch over TLS again',
    client: 'fetch of Node',
    run: async ({ standIns }) =>
      text(await (await fetch(path(standIns['openai https'].answers), REQUEST)).json()),
    ...ANSWERED,
  },
  {
    id: 'got posts',
    client: 'got',
    run: async ({ url }) => text(await got.post(path(url), { json: BODY }).json()),
    ...ANSWERED,
  },
  {
    id: 'got streams',
    client: 'got',
    run: ({ url }) => read(got.stream.post(path(url), { json: ASKING })),
    ...ANSWERED,
  },
  {
    id: 'got retries',
    client: 'got',
    manner: 'is-busy-first',
    run: async ({ url }) => {
      const retry = {
        limit: 2,
        methods: ['POST'],
        calculateDelay: ({ attemptCount }) => (attemptCount > 2 ? 0 : 1),
      };
      return text(await got.post(path(url), { json: BODY, retry }).json());
    },
    usage: CHAT,
    attempts: ['200', '429'],
  },
  {
    id: 'node-fetch posts',
    client: 'node-fetch',
    run: async ({ url }) => text(await (await nodeFetch(path(url), REQUEST)).json()),
    ...ANSWERED,
  },
  {
    id: 'node-fetch streams',
    client: 'node-fetch',
    run: async ({ url }) => read((await nodeFetch(path(url), STREAM)).body),
    ...ANSWERED,
  },
];

export const cases = [...otherCases, ...axiosCases, ...UNDICI.flatMap(undiciCases)].map((one) => ({
  provider: 'openai',
  ...one,
}));
