import { describe, expect, it } from 'vitest';
import { type OpenCall, OpenCalls } from './open-calls.ts';

class NamedCall implements OpenCall {
  previous: OpenCall | undefined;
  next: OpenCall | undefined;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

function open(...names: string[]) {
  const calls = new OpenCalls<NamedCall>();
  const all = names.map((name) => new NamedCall(name));
  for (const call of all) calls.add(call);
  return { calls, all };
}

const namesOf = (calls: OpenCalls<NamedCall>) => [...calls].map(({ name }) => name);

describe('OpenCalls', () => {
  it('keeps calls in the order in which they began', () => {
    const { calls } = open('a', 'b', 'c');
    expect(namesOf(calls)).toEqual(['a', 'b', 'c']);
    expect(calls.size).toBe(3);
    expect(calls.oldest?.name).toBe('a');
  });

  it.each([
    [0, ['b', 'c']],
    [1, ['a', 'c']],
    [2, ['a', 'b']],
  ])('takes out call %d', (index, left) => {
    const { calls, all } = open('a', 'b', 'c');
    const [call] = all.slice(index);
    if (call) calls.delete(call);
    expect(namesOf(calls)).toEqual(left);
    expect(calls.size).toBe(2);
    calls.add(new NamedCall('d'));
    expect(namesOf(calls)).toEqual([...left, 'd']);
  });

  it('takes a call out once', () => {
    const { calls, all } = open('a', 'b');
    const [a, b] = all;
    if (a && b) {
      calls.delete(a);
      calls.delete(a);
      calls.delete(new NamedCall('stranger'));
      expect(namesOf(calls)).toEqual(['b']);
      calls.delete(b);
      calls.delete(b);
    }
    expect(calls.size).toBe(0);
    expect(calls.oldest).toBeUndefined();
  });

  it('can be emptied while it is walked through', () => {
    const { calls } = open('a', 'b', 'c');
    const seen: string[] = [];
    for (const call of calls) {
      seen.push(call.name);
      calls.delete(call);
    }
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(calls.size).toBe(0);
  });
});
