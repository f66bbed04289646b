// Makes the calls on standard input, each under its own name as the feature: reads all of the response, leaves it after
// its first piece, or aborts there; or lets the SDK retry.
import { text } from 'node:stream/consumers';
import { withAttribution } from '@outlay/instrumentation';
import OpenAI from 'openai';

const { calls } = JSON.parse(await text(process.stdin));

async function read({ url, body, then }) {
  const controller = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: controller.signal,
  });
  const reader = response.body.getReader();
  if (then === undefined) {
    while (!(await reader.read()).done);
    return;
  }
  await reader.read();
  if (then === 'leave') await reader.cancel();
  else controller.abort();
}

async function retry({ base, body }) {
  const client = new OpenAI({ apiKey: 'none', baseURL: base, maxRetries: 1 });
  await client.chat.completions.create(body);
}

for (const call of calls) {
  await withAttribution({ feature: call.id }, () => (call.then === 'retry' ? retry(call) : read(call)));
}
