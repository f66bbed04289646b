import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('./', import.meta.url));

/** Settings of whoever starts the benchmark must not reach what it measures. */
function cleanEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(OTEL|OUTLAY|NODE_OPTIONS|TRACELOOP|OPENAI)/.test(name),
    ),
  );
}

/**
 * Starts the provider.
 *
 * @returns {Promise<{ url: string, points(): Promise<object[]>, close(): void }>}
 */
export async function startProvider() {
  const child = fork(`${HERE}provider.mjs`, [], { env: cleanEnvironment() });
  const { port } = await nextMessage(child);
  return {
    url: `http://127.0.0.1:${port}`,
    async points() {
      child.send({});
      return (await nextMessage(child)).points;
    },
    close: () => child.disconnect(),
  };
}

/** Starts the application as `variant` says, with `peers` as the place that `openai` comes from. */
export async function startClient(variant, provider, peers) {
  const child = fork(`${HERE}client.mjs`, [], {
    execArgv: ['--expose-gc', ...(variant.arguments ?? [])],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...cleanEnvironment(),
      BENCH_PEERS: peers,
      BENCH_PROVIDER: `${provider.url}/v1`,
      OTEL_SERVICE_NAME: `bench-${variant.name}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: provider.url,
      ...variant.environment?.(provider),
    },
  });
  await nextMessage(child);
  let lastId = 0;
  return {
    name: variant.name,
    async ask(command, options) {
      lastId += 1;
      child.send({ id: lastId, command, ...options });
      const { result, error } = await nextMessage(child);
      if (error !== undefined) throw new Error(`${variant.name}: ${error}`);
      return result;
    },
    /** Lets the process end by itself. */
    async exit() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await ended;
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
    },
  };
}

function nextMessage(child) {
  return new Promise((resolve, reject) => {
    const onExit = (code) => reject(new Error(`A process of the benchmark ended with ${code}.`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}
