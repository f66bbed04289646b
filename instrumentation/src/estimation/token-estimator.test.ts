import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { TokenEstimator, type TokenEstimatorOptions } from './token-estimator.ts';

let estimators: TokenEstimator[] = [];
let messages: string[] = [];
let backlog = 0;

function create(options: Partial<TokenEstimatorOptions> = {}): TokenEstimator {
  const estimator = new TokenEstimator({
    onBacklog: () => (backlog += 1),
    onUnavailable: (message) => messages.push(message),
    ...options,
  });
  estimators.push(estimator);
  return estimator;
}

afterEach(async () => {
  await Promise.all(estimators.map((estimator) => estimator.close()));
  estimators = [];
  messages = [];
  backlog = 0;
});

const worker = (source: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; ${source}`)}`,
  );
const bytes = (document: unknown) => [Buffer.from(JSON.stringify(document))];
const chat = bytes({ messages: [{ role: 'user', content: 'Say this is a test.' }] });

describe('TokenEstimator', () => {
  it('counts what was sent and what was generated, by the encoding of the model', async () => {
    const estimator = create();
    const texts = { request: chat, completion: 'お誕生日おめでとう' };
    const [old, recent, unknown] = await Promise.all([
      estimator.estimate({ ...texts, model: 'gpt-4' }),
      estimator.estimate({ ...texts, model: 'gpt-4o' }),
      estimator.estimate({ ...texts, model: undefined }),
    ]);
    expect(old).toEqual({ inputTokens: 13, outputTokens: 9 });
    expect(recent).toEqual({ inputTokens: 13, outputTokens: 8 });
    expect(unknown).toEqual(recent);
    expect(estimator.pending).toBe(0);
    expect(messages).toEqual([]);
  });

  it('leaves the bytes to the caller and puts them together across chunks', async () => {
    const [whole] = chat;
    const pieces = whole ? [whole.subarray(0, 20), whole.subarray(20)] : [];
    const text = whole?.toString();
    const estimate = create().estimate({ model: 'gpt-4o', request: pieces, completion: 'Yes.' });
    expect(whole?.toString()).toBe(text);
    expect(await estimate).toEqual({ inputTokens: 13, outputTokens: 2 });
  });

  it('cannot tell the usage of a body that is no JSON or holds an image', async () => {
    const estimator = create();
    const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
    for (const request of [
      [Buffer.from('{"messages":')],
      [],
      bytes({ messages: [{ role: 'user', content: [image] }] }),
    ]) {
      expect(await estimator.estimate({ model: 'gpt-4o', request, completion: 'x' })).toBeUndefined();
    }
    expect(messages).toEqual([]);
  });

  it('gives up what is too large, and what comes while too much waits, and counts it', async () => {
    const estimator = create({ maxPending: 2 });
    const texts = { model: 'gpt-4o', request: chat, completion: 'x' };
    expect(
      await estimator.estimate({ ...texts, request: [new Uint8Array(9 * 1024 * 1024)] }),
    ).toBeUndefined();
    expect(backlog).toBe(1);
    const results = await Promise.all([1, 2, 3].map(() => estimator.estimate(texts)));
    expect(results.map((usage) => usage !== undefined)).toEqual([true, true, false]);
    expect(backlog).toBe(2);
  });

  it('starts the worker once when it is told that an estimate is to be expected', async () => {
    const estimator = create({
      worker: worker(
        `let prepared = 0;
         parentPort.on('message', ({ id, prepare, model }) =>
           prepare ? (prepared += model.length) : parentPort.postMessage({ id, tokens: { input: prepared, output: 0 } }))`,
      ),
    });
    estimator.prepare('gpt');
    estimator.prepare('gpt');
    expect(estimator.pending).toBe(0);
    expect(await estimator.estimate({ model: 'gpt-4o', request: chat, completion: 'x' })).toEqual({
      inputTokens: 3,
      outputTokens: 0,
    });
    estimator.prepare('gpt');
    expect(await estimator.estimate({ model: 'gpt-4o', request: chat, completion: 'x' })).toMatchObject({
      inputTokens: 3,
    });
  });

  it('says once that the tokenizer is not installed', async () => {
    const estimator = create({
      worker: worker(
        `parentPort.on('message', ({ id }) => parentPort.postMessage({ id, unavailable: 'ERR_MODULE_NOT_FOUND' }))`,
      ),
    });
    const texts = { model: 'gpt-4o', request: chat, completion: 'x' };
    expect(await Promise.all([estimator.estimate(texts), estimator.estimate(texts)])).toEqual([
      undefined,
      undefined,
    ]);
    expect(await estimator.estimate(texts)).toBeUndefined();
    expect(messages).toEqual([
      expect.stringContaining('the optional package gpt-tokenizer is not installed. Install it'),
    ]);
  });

  it('starts a worker that died again, and no more after the third time', async () => {
    const estimator = create({ worker: worker(`parentPort.on('message', () => { throw new Error('x'); })`) });
    const texts = { model: 'gpt-4o', request: chat, completion: 'x' };
    for (let i = 0; i < 4; i += 1) {
      expect(messages).toHaveLength(i === 3 ? 1 : 0);
      expect(await estimator.estimate(texts)).toBeUndefined();
    }
    expect(messages[0]).toContain('the thread that counts them fails');
  });

  it('gives up a worker that does not answer', async () => {
    const estimator = create({ worker: worker(`for (;;) {}`), stuckMillis: 100 });
    expect(await estimator.estimate({ model: 'gpt-4o', request: chat, completion: 'x' })).toBeUndefined();
    expect(estimator.pending).toBe(0);
  });

  it('stops the worker when it was idle, and starts another one when it is needed', async () => {
    const estimator = create({
      idleMillis: 50,
      worker: worker(
        `let asked = 0;
         parentPort.on('message', ({ id }) =>
           parentPort.postMessage({ id, tokens: { input: (asked += 1), output: 0 } }))`,
      ),
    });
    const ask = async () =>
      (await estimator.estimate({ model: 'gpt-4o', request: chat, completion: 'x' }))?.inputTokens;
    expect(await ask()).toBe(1);
    // Anew from one: it is another worker.
    while ((await ask()) !== 1) await new Promise((resolve) => setTimeout(resolve, 150));
  });

  it('neither keeps the process alive nor runs the hooks and options of the application in its thread', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'outlay-estimator-'));
    try {
      const module = pathToFileURL(path.join(import.meta.dirname, 'token-estimator.ts')).href;
      await writeFile(
        path.join(folder, 'hook.mjs'),
        `import { isMainThread } from 'node:worker_threads'; console.log('hook', isMainThread);`,
      );
      await writeFile(
        path.join(folder, 'app.mjs'),
        `import { TokenEstimator } from ${JSON.stringify(module)};
         const say = (text) => console.log(text);
         const estimator = new TokenEstimator({ onBacklog: say, onUnavailable: say });
         const request = [Buffer.from('{"prompt":"Hello, world!"}')];
         const busy = setInterval(() => {}, 1_000);
         const usage = await estimator.estimate({ model: 'gpt-4o', request, completion: 'Hi' });
         clearInterval(busy);
         console.log(JSON.stringify(usage));`,
      );
      const hook = pathToFileURL(path.join(folder, 'hook.mjs')).href;
      const child = spawn(process.execPath, ['--import', hook, path.join(folder, 'app.mjs')], {
        env: { ...process.env, NODE_OPTIONS: `--import ${hook}`, NODE_NO_WARNINGS: '1' },
      });
      let output = '';
      child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
      child.stderr.on('data', (piece: Buffer) => (output += piece.toString()));
      const code = await new Promise((resolve) => child.once('close', resolve));
      expect(output.trim().split('\n')).toEqual(['hook true', '{"inputTokens":4,"outputTokens":1}']);
      expect(code).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
