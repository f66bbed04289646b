import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { Metering } from './metering.ts';

const EVENT = {
  id: 'c-1',
  model: 'gpt-4o',
  choices: [],
  usage: { prompt_tokens: 1_000, completion_tokens: 1 },
};

it('books what is known of calls that are open when it is disabled, once', async () => {
  let endResponse = (): void => undefined;
  const server = http.createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify(EVENT)}\n\n`);
    endResponse = () => response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const metering = new Metering([{ provider: 'openai', hostname: '127.0.0.1', port }], undefined);
  metering.enable();

  const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
    method: 'POST',
    body: '{"model":"gpt-4o","stream":true}',
  });
  const reader = response.body?.getReader();
  expect((await reader?.read())?.done).toBe(false);
  metering.disable();
  endResponse();
  expect((await reader?.read())?.done).toBe(true);
  server.close();

  await metering.settled();
  expect(Array.from(metering.totals.requestDuration, ({ count }) => count)).toEqual([1]);
  // A million tokens of gpt-4o cost $2.50 in and $10 out.
  expect(Array.from(metering.totals.costNanoUsd, ({ value }) => value)).toEqual([2_510_000]);
});
