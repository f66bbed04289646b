import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CALLER = fileURLToPath(new URL('call-provider.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What one answered call costs: 40,000 tokens in at $2.50 and 15,000 out at $10 per million. */
export const COST_OF_A_CALL_USD = 0.25;

const ANSWER = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-4o-2024-08-06',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Yes.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 40_000, completion_tokens: 15_000, total_tokens: 55_000 },
};

export interface Calls {
  /** Answered with 200 and `COST_OF_A_CALL_USD` worth of tokens. */
  readonly answered?: number;
  /** Answered with 500. */
  readonly failed?: number;
  /** Answered with a model that nobody has a price for. */
  readonly unpriced?: number;
}

export interface MeteredService {
  /** Runs a process that makes the calls, loaded with the register hook; returns when it has exported and ended. */
  call(calls: Calls): Promise<void>;
  stop(): Promise<void>;
}

/** A stand-in of OpenAI, and a service that calls it and knows nothing of Outlay. */
export async function startMeteredService(otlpPort: number): Promise<MeteredService> {
  const server = createServer((request, response) => {
    request.resume();
    const failed = request.url?.endsWith('?answer=failed');
    const model = request.url?.endsWith('?answer=unpriced') ? 'model-of-tomorrow' : ANSWER.model;
    response.writeHead(failed ? 500 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(failed ? { error: { message: 'try again' } } : { ...ANSWER, model }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    async call(calls) {
      await run(process.execPath, ['--import', '@outlay/instrumentation/register', CALLER], {
        cwd: ROOT,
        env: {
          ...process.env,
          CALLS: JSON.stringify(calls),
          PROVIDER_URL: `http://${host}/v1/chat/completions`,
          OUTLAY_PROVIDER_HOSTS: `openai=${host}`,
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${otlpPort}`,
          OTEL_SERVICE_NAME: 'caller',
        },
      });
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
