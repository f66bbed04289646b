import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { currentAttribution } from '../attribution/attribution.ts';
import type { RecordedUsage } from '../call/recorded-usage.ts';
import { metered } from './metered.ts';
import { announceMetering, withdrawMetering } from './running-metering.ts';

const recorded: RecordedUsage[] = [];
const metering = { recordUsage: (usage: RecordedUsage) => void recorded.push(usage) };

beforeEach(() => {
  recorded.length = 0;
  announceMetering(metering);
});
afterEach(() => {
  withdrawMetering(metering);
  vi.unstubAllEnvs();
});

const JOB = { provider: 'jobs', feature: 'digest', triggeredBy: 'cron' } as const;

describe('metered', () => {
  it('keeps this, arguments and result, and applies the attribution', () => {
    const counter = {
      base: 40,
      add: metered(
        function (this: { base: number }, ...numbers: number[]) {
          expect(currentAttribution()).toEqual({ feature: 'digest' });
          return numbers.reduce((sum, number) => sum + number, this.base);
        },
        { feature: 'digest' },
      ),
    };
    expect(counter.add(1, 1)).toBe(42);
    expect(currentAttribution()).toEqual({});
  });

  it('leaves what can be asked of a function as it is', () => {
    async function sendDigest(_to: string, _cc: string): Promise<void> {}
    function* pages(): Generator<number> {
      yield 1;
    }
    const wrapped = metered(sendDigest, JOB);
    expect([wrapped.name, wrapped.length, wrapped.constructor.name]).toEqual([
      'sendDigest',
      2,
      'AsyncFunction',
    ]);
    expect(metered(pages, JOB).constructor.name).toBe('GeneratorFunction');
    class Task {
      readonly done = true;
    }
    const Wrapped = metered(Task as unknown as () => void, JOB) as unknown as typeof Task;
    expect(new Wrapped()).toBeInstanceOf(Task);
    expect(metered(undefined as unknown as () => void)).toBeUndefined();
  });

  it('applies the attribution to what is awaited', async () => {
    const job = metered(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return currentAttribution();
    }, JOB);
    await expect(job()).resolves.toEqual({ feature: 'digest', triggeredBy: 'cron' });
  });

  it('records a run as a request of the provider that is named', async () => {
    await metered(async function sendDigest() {}, JOB)();
    metered(() => 1, { ...JOB, operation: 'count' })();
    expect(recorded).toEqual([
      expect.objectContaining({
        provider: 'jobs',
        operation: 'sendDigest',
        attribution: { feature: 'digest', triggeredBy: 'cron' },
      }),
      expect.objectContaining({ operation: 'count' }),
    ]);
    expect(recorded[0]?.durationSeconds).toBeGreaterThanOrEqual(0);
    expect(recorded[0]).not.toHaveProperty('usage');
    expect(recorded[0]).not.toHaveProperty('errorType');
  });

  it('records nothing but calls where no provider is named', async () => {
    await metered(async () => 1, { feature: 'digest' })();
    expect(recorded).toEqual([]);
  });

  it('throws and rejects what the function threw, the same error, and records its kind', async () => {
    const error = new TypeError('my secret');
    const fail = metered(() => {
      throw error;
    }, JOB);
    expect(fail).toThrow(error);
    await expect(metered(() => Promise.reject(error), JOB)()).rejects.toBe(error);
    expect(recorded.map(({ errorType }) => errorType)).toEqual(['TypeError', 'TypeError']);
    expect(JSON.stringify(recorded)).not.toContain('secret');
  });

  it('hides no rejection that nobody handles', async () => {
    const unhandled = Promise.withResolvers<unknown>();
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.once('unhandledRejection', (reason) => unhandled.resolve(reason));
    try {
      void metered(() => Promise.reject(new Error('lost')), JOB)();
      await expect(unhandled.promise).resolves.toMatchObject({ message: 'lost' });
    } finally {
      for (const listener of listeners) process.on('unhandledRejection', listener);
    }
  });

  it('does not begin what waits for its first then', async () => {
    let begun = 0;
    const query = {
      then(resolve: (rows: number) => void) {
        begun += 1;
        resolve(7);
      },
    };
    const result = metered(() => query, JOB)();
    expect(result).toBe(query);
    expect(begun).toBe(0);
    expect(recorded).toHaveLength(1);
  });

  it('runs each step of a generator within the attribution, and records it when it is done', () => {
    const pages = metered(function* pages(): Generator<unknown, string, string> {
      const told = yield currentAttribution().feature;
      return `${told} ${currentAttribution().feature}`;
    }, JOB);
    const generator = pages();
    expect(recorded).toEqual([]);
    expect(generator.next()).toEqual({ done: false, value: 'digest' });
    expect(recorded).toEqual([]);
    expect(generator.next('told')).toEqual({ done: true, value: 'told digest' });
    expect(generator.next('more').done).toBe(true);
    expect(recorded).toHaveLength(1);
  });

  it('follows an asynchronous generator to its end, its break or its error', async () => {
    const error = new RangeError('no');
    const pages = metered(async function* pages(fails: boolean) {
      yield currentAttribution().feature;
      if (fails) throw error;
      yield 2;
    }, JOB);
    const values: unknown[] = [];
    for await (const value of pages(false)) values.push(value);
    expect(values).toEqual(['digest', 2]);
    for await (const value of pages(false)) if (value === 'digest') break;
    const failing = pages(true);
    await failing.next();
    await expect(failing.next()).rejects.toBe(error);
    expect(recorded.map(({ errorType }) => errorType)).toEqual([undefined, undefined, 'RangeError']);
  });

  it('works the same where nothing meters', async () => {
    withdrawMetering(metering);
    expect(metered((a: number) => a + 1, JOB)(1)).toBe(2);
    await expect(metered(async () => 'x', JOB)()).resolves.toBe('x');
    expect([
      ...metered(function* () {
        yield 1;
      }, JOB)(),
    ]).toEqual([1]);
    expect(recorded).toEqual([]);
  });
});

describe('metered in a Vercel function', () => {
  beforeEach(() => {
    vi.stubEnv('VERCEL', '1');
    vi.stubEnv('AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '2048');
  });

  it('records an invocation with memory over its time, processor time and what it sends', async () => {
    const GET = metered(async function GET() {
      return new Response('hello', { headers: { 'content-length': '5' } });
    });
    expect(await (await GET()).text()).toBe('hello');
    expect(recorded).toHaveLength(1);
    const { provider, operation, usage, durationSeconds = Number.NaN } = recorded[0] ?? {};
    const gbSeconds = usage?.units?.gb_seconds ?? Number.NaN;
    expect({ provider, operation }).toEqual({ provider: 'vercel', operation: 'GET' });
    expect(usage?.units).toEqual({
      invocations: 1,
      gb_seconds: gbSeconds,
      compute_seconds: expect.any(Number) as number,
      bytes_out: 5,
    });
    expect(gbSeconds).toBeGreaterThan(0);
    expect(gbSeconds).toBeLessThanOrEqual((performance.now() / 1000) * 2);
    expect(durationSeconds).toBeGreaterThan(0);
  });

  it('divides the memory of an instance among the requests that it answers at the same time', async () => {
    const gate = Promise.withResolvers<unknown>();
    const handler = metered(() => gate.promise);
    const before = performance.now();
    const answers = [handler(), handler(), handler(), handler()];
    setTimeout(() => gate.resolve(undefined), 20);
    await Promise.all(answers);
    const elapsedSeconds = (performance.now() - before) / 1000;
    const gbSeconds = recorded.reduce((sum, { usage }) => sum + (usage?.units?.gb_seconds ?? Number.NaN), 0);
    expect(recorded).toHaveLength(4);
    expect(gbSeconds).toBeLessThanOrEqual(elapsedSeconds * 2);
  });

  it('records one invocation, however many wrapped functions it calls', async () => {
    const inner = metered(async () => 'inner');
    const generator = metered(async function* () {
      yield await inner();
    });
    const handler = metered(async () => {
      for await (const value of generator()) expect(value).toBe('inner');
      return inner();
    });
    expect(await handler()).toBe('inner');
    expect(recorded).toHaveLength(1);
    expect(await inner()).toBe('inner');
    expect(recorded).toHaveLength(2);
  });

  it('records no invocation on a developer’s machine', () => {
    vi.stubEnv('VERCEL_ENV', 'development');
    metered(() => undefined)();
    expect(recorded).toEqual([]);
  });

  it('reads the length of the answer that a handler of Node sends', () => {
    const response = { getHeader: (name: string) => (name === 'content-length' ? 12 : undefined) };
    metered((_request: object, _response: object) => undefined)({}, response);
    expect(recorded[0]?.usage?.units?.bytes_out).toBe(12);
  });

  it('counts no memory that the platform does not tell', () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '');
    metered(() => undefined)();
    expect(recorded[0]?.usage?.units).toEqual({
      invocations: 1,
      compute_seconds: expect.any(Number) as number,
    });
  });

  it('records a run of another provider as that', () => {
    metered(() => undefined, JOB)();
    expect(recorded[0]).toMatchObject({ provider: 'jobs' });
    expect(recorded[0]).not.toHaveProperty('usage');
  });
});
