import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler';
import { failure, interrupted, leaveEarly, readAll } from '../reading.mjs';

const USAGE = { input_tokens: 16, output_tokens: 6 };
const REQUEST = {
  modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
  messages: [{ role: 'user', content: [{ text: 'Grüß Gott' }] }],
};
const INVOKE = {
  modelId: REQUEST.modelId,
  contentType: 'application/json',
  body: JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 10, messages: [] }),
};
const text = (event) => event.contentBlockDelta?.delta.text;

/** Runs with a client of its own, whose connections are closed when it is done. */
async function withClient(url, requestHandler, run, options = {}) {
  const client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: url,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    maxAttempts: 1,
    requestHandler,
    ...options,
  });
  try {
    return await run(client);
  } finally {
    client.destroy();
  }
}

/** The same calls through one of the SDK's two handlers; the stand-in speaks what the handler speaks. */
function casesOf(name, place, createHandler, { cut, late }) {
  const open = async (client, options) =>
    (await client.send(new ConverseStreamCommand(REQUEST), options)).stream;
  return [
    {
      id: `${name} converse`,
      run: (client) =>
        client.send(new ConverseCommand(REQUEST)).then(({ output }) => output.message.content[0].text),
      usage: USAGE,
      attempts: ['200'],
    },
    {
      id: `${name} converse stream`,
      run: async (client) => readAll(await open(client), text),
      usage: USAGE,
      attempts: ['200'],
    },
    {
      id: `${name} invoke`,
      run: async (client) =>
        JSON.parse((await client.send(new InvokeModelCommand(INVOKE))).body.transformToString()).content[0]
          .text,
      usage: USAGE,
      attempts: ['200'],
    },
    {
      id: `${name} retries`,
      manner: 'is-busy-first',
      options: { maxAttempts: 3 },
      run: (client) =>
        client.send(new ConverseCommand(REQUEST)).then(({ output }) => output.message.content[0].text),
      usage: USAGE,
      attempts: ['200', '500'],
      retries: 1,
    },
    {
      id: `${name} leaves a stream`,
      manner: 'stays-open',
      run: async (client) => leaveEarly(await open(client)),
      attempts: ['200 AbortError'],
      unpriced: 'no_usage',
    },
    {
      id: `${name} aborts`,
      manner: 'is-silent',
      run: (client) => {
        const controller = new AbortController();
        setTimeout(() => controller.abort(), 100);
        return failure(open(client, { abortSignal: controller.signal }));
      },
      attempts: ['AbortError'],
    },
    {
      id: `${name} is cut off`,
      manner: 'cuts',
      run: async (client) => interrupted(await open(client), () => undefined),
      attempts: [`200 ${cut}`],
      unpriced: 'no_usage',
    },
    {
      id: `${name} times out`,
      manner: 'is-silent',
      run: (client) => failure(client.send(new ConverseCommand(REQUEST))),
      attempts: [late],
    },
  ].map(({ run, options, ...one }) => ({
    provider: 'aws-bedrock',
    client: '@aws-sdk/client-bedrock-runtime',
    ...one,
    run: ({ standIns }) =>
      withClient(standIns[place][one.manner ?? 'answers'], createHandler(), (client) => run(client), options),
  }));
}

export const cases = [
  ...casesOf(
    'bedrock over http2',
    'aws-bedrock h2c',
    () => new NodeHttp2Handler({ requestTimeout: 300, disableConcurrentStreams: false }),
    { cut: 'AbortError', late: 'AbortError' },
  ),
  ...casesOf(
    'bedrock over http',
    'aws-bedrock',
    () => new NodeHttpHandler({ requestTimeout: 300, throwOnRequestTimeout: true }),
    {
      cut: 'ECONNRESET',
      late: 'timeout',
    },
  ),
];
