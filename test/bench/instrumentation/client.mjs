import { createRequire } from 'node:module';
import { describeMemory } from './memory-now.mjs';

// The application under measurement. The parent tells it what to call and how often; it answers with the CPU time that
// its process took, all threads together.

const require = createRequire(process.env.BENCH_PEERS);
const { OpenAI } = require('openai');

const client = new OpenAI({ apiKey: 'benchmark', baseURL: process.env.BENCH_PROVIDER, maxRetries: 0 });
const messages = [
  { role: 'system', content: 'You answer briefly. '.repeat(20) },
  { role: 'user', content: 'What does a call cost? '.repeat(100) },
];
const model = 'gpt-4o-mini';
const input = Array.from({ length: 64 }, (_, i) => `Text number ${i}. `.repeat(30));

const SCENARIOS = {
  async chat() {
    const { usage } = await client.chat.completions.create({ model, messages });
    expectTokens(usage?.completion_tokens, 200);
  },
  async stream() {
    const chunks = await client.chat.completions.create({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let usage;
    for await (const chunk of chunks) usage = chunk.usage ?? usage;
    expectTokens(usage?.completion_tokens, 200);
  },
  async embeddings() {
    const request = { model: 'text-embedding-3-small', input, encoding_format: 'float' };
    const { data } = await client.embeddings.create(request);
    expectTokens(data.length, 64);
  },
};

function expectTokens(found, expected) {
  if (found !== expected) throw new Error(`The provider answered ${found} where ${expected} was expected.`);
}

/** One after another, or `concurrency` at a time. */
async function callOften(scenario, calls, concurrency) {
  let left = calls;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await SCENARIOS[scenario]();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

/** At an even rate, whether or not earlier calls are over. */
async function callAtRate(scenario, callsPerSecond, seconds) {
  const pending = new Set();
  const startedAt = performance.now();
  let made = 0;
  let failed = 0;
  while (made < callsPerSecond * seconds) {
    const due = Math.min(
      callsPerSecond * seconds,
      ((performance.now() - startedAt) / 1_000) * callsPerSecond,
    );
    while (made < due) {
      made += 1;
      const call = SCENARIOS[scenario]()
        .catch(() => (failed += 1))
        .then(() => pending.delete(call));
      pending.add(call);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(pending);
  return { made, failed, tookSeconds: (performance.now() - startedAt) / 1_000 };
}

const COMMANDS = {
  async measure({ scenario, calls, concurrency = 1 }) {
    const before = process.cpuUsage();
    await callOften(scenario, calls, concurrency);
    const { user, system } = process.cpuUsage(before);
    return { cpuMicrosPerCall: (user + system) / calls };
  },
  memory: () => describeMemory(),
  rate: ({ scenario, callsPerSecond, seconds }) => callAtRate(scenario, callsPerSecond, seconds),
};

process.on('message', async ({ id, command, ...options }) => {
  try {
    process.send({ id, result: await COMMANDS[command](options) });
  } catch (cause) {
    process.send({ id, error: String(cause) });
  }
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });
