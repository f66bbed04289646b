import { describe, expect, it } from 'vitest';
import type { Usage } from '../pricing/usage.ts';
import { PendingEstimates } from './pending-estimates.ts';

const TEXTS = { model: 'gpt-4o', request: [], completion: '' };

const NO_FAULT = (): void => expect.unreachable();

describe('PendingEstimates', () => {
  it('tells the others that they are given up when one that is told fails, and counts the fault', () => {
    const faults: unknown[] = [];
    const estimates = new PendingEstimates({ estimate: () => new Promise(() => undefined) }, (cause) =>
      faults.push(cause),
    );
    const told: unknown[] = [];
    estimates.add(TEXTS, () => {
      throw new Error('ours');
    });
    estimates.add(TEXTS, (usage) => told.push(usage));
    estimates.giveUp();
    expect(told).toEqual([undefined]);
    expect(faults).toHaveLength(1);
  });

  it('waits for what is under way, and takes a failure for an usage that cannot be told', async () => {
    const answers: (Usage | undefined)[] = [];
    let answer: (usage: Usage) => void = () => undefined;
    const first = new Promise<Usage>((resolve) => (answer = resolve));
    const results = [first, Promise.reject(new Error('ours'))];
    const estimates = new PendingEstimates({ estimate: () => results.shift() ?? first }, NO_FAULT);
    estimates.add(TEXTS, (usage) => answers.push(usage));
    estimates.add(TEXTS, (usage) => answers.push(usage));
    answer({ inputTokens: 1 });
    await estimates.settled();
    expect(answers).toHaveLength(2);
    expect(answers).toContainEqual({ inputTokens: 1 });
    expect(answers).toContainEqual(undefined);
    await estimates.finished();
  });

  it('lets a collection go on without an estimate that takes too long, and finishes with it', async () => {
    let answer: (usage: undefined) => void = () => undefined;
    const estimates = new PendingEstimates(
      { estimate: () => new Promise((resolve) => (answer = resolve)) },
      NO_FAULT,
    );
    let told = false;
    estimates.add(TEXTS, () => (told = true));
    await estimates.settled();
    expect(told).toBe(false);
    const finished = estimates.finished();
    answer(undefined);
    await finished;
    expect(told).toBe(true);
  });

  it('takes what is given up for an usage that cannot be told, and ignores what comes later', async () => {
    let answer: (usage: Usage) => void = () => undefined;
    const estimates = new PendingEstimates(
      { estimate: () => new Promise((resolve) => (answer = resolve)) },
      NO_FAULT,
    );
    const answers: unknown[] = [];
    estimates.add(TEXTS, (usage) => answers.push(usage));
    estimates.giveUp();
    expect(answers).toEqual([undefined]);
    answer({ inputTokens: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(answers).toEqual([undefined]);
    await estimates.settled();
  });
});
