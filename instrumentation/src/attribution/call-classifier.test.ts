import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type ClassifiableCall,
  classifyCalls,
  currentClassifier,
  PendingClassification,
} from './call-classifier.ts';

const HEAD = {
  method: 'POST',
  hostname: 'api.openai.com',
  port: undefined,
  path: '/v1/chat/completions',
  header: (name: string) => (name === 'x-feature' ? 'from-header' : undefined),
};
const CALL = { provider: 'openai', operation: 'chat', model: 'gpt-4o' };

afterEach(() => classifyCalls(undefined));

describe('PendingClassification', () => {
  it('shows the call with its body and takes the name that comes back', () => {
    let seen: ClassifiableCall | undefined;
    const pending = new PendingClassification((call) => {
      seen = call;
      return (call.body() as { metadata: { job: string } }).metadata.job;
    }, HEAD);
    for (const piece of ['{"metadata":', '{"job":"digest"}}']) pending.add(Buffer.from(piece));
    expect(pending.feature(CALL)).toBe('digest');
    expect(seen).toMatchObject({
      ...CALL,
      method: 'POST',
      hostname: 'api.openai.com',
      path: '/v1/chat/completions',
    });
    expect(seen?.header('X-Feature')).toBe('from-header');
  });

  it('runs in the context in which the call was made', () => {
    const storage = new AsyncLocalStorage<string>();
    const pending = storage.run('mine', () => new PendingClassification(() => storage.getStore(), HEAD));
    expect(pending.feature(CALL)).toBe('mine');
    expect(storage.getStore()).toBeUndefined();
  });

  it.each([undefined, null, '', 7, {}])('takes %j for no feature', (answer) => {
    expect(new PendingClassification(() => answer as undefined, HEAD).feature(CALL)).toBeUndefined();
  });

  it('cuts what is long', () => {
    expect(new PendingClassification(() => 'f'.repeat(300), HEAD).feature(CALL)).toHaveLength(128);
  });

  it('gives no body that is no JSON or larger than a megabyte', () => {
    const bodies: unknown[] = [];
    for (const bytes of [Buffer.from('no json'), Buffer.alloc(1024 * 1024 + 1, 0x20)]) {
      const pending = new PendingClassification((call) => void bodies.push(call.body()), HEAD);
      pending.add(bytes);
      pending.feature(CALL);
    }
    expect(bodies).toEqual([undefined, undefined]);
  });

  it('refuses a promise and keeps its failure from ending the process', async () => {
    const classify = (() => Promise.reject(new Error('theirs'))) as unknown as () => string;
    expect(() => new PendingClassification(classify, HEAD).feature(CALL)).toThrow('no promise');
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('classifyCalls', () => {
  it('sets the classifier of all copies of the package, the last one counts', () => {
    const first = () => 'a';
    const last = () => 'b';
    classifyCalls(first);
    classifyCalls(last);
    expect(currentClassifier()).toBe(last);
    classifyCalls(undefined);
    expect(currentClassifier()).toBeUndefined();
  });
});
