import { describe, expect, it } from 'vitest';
import { Sums } from './sums.ts';

describe('Sums', () => {
  it('adds up what has the same attributes', () => {
    const sums = new Sums(100);
    sums.add({ provider: 'a', model: 'm' }, 1);
    sums.add({ provider: 'a', model: 'm' }, 2);
    sums.add({ provider: 'a' }, 4);
    expect([...sums]).toMatchObject([
      { attributes: { provider: 'a', model: 'm' }, value: 3 },
      { attributes: { provider: 'a' }, value: 4 },
    ]);
  });

  it('hands out to a later delivery only what earlier ones have not handed out', () => {
    const sums = new Sums(100);
    sums.add({ provider: 'a' }, 5);
    sums.add({ provider: 'zero' }, 0);
    const first = sums.openDelivery();
    expect([...first()]).toEqual([
      { attributes: { provider: 'a' }, value: 5 },
      { attributes: { provider: 'zero' }, value: 0 },
    ]);
    sums.add({ provider: 'a' }, 2);
    sums.add({ provider: 'b' }, 1);
    const second = sums.openDelivery();
    expect([...second()]).toEqual([
      { attributes: { provider: 'a' }, value: 2 },
      { attributes: { provider: 'b' }, value: 1 },
    ]);
    sums.add({ provider: 'a' }, 1);
    expect([...second()].map(({ value }) => value)).toEqual([3, 1]);
    expect([...sums.openDelivery()()]).toEqual([]);
  });

  it('folds what goes past the limit into one sum for each provider and loses nothing', () => {
    const sums = new Sums(4);
    for (let i = 0; i < 10; i += 1) sums.add({ provider: i % 2 === 0 ? 'even' : 'odd', model: `m${i}` }, 1);
    sums.add({ provider: 'even', model: 'm0' }, 1);
    expect([...sums].slice(3)).toMatchObject([
      { attributes: { provider: 'odd', 'otel.metric.overflow': true }, value: 4 },
      { attributes: { provider: 'even', 'otel.metric.overflow': true }, value: 3 },
    ]);
    expect([...sums].reduce((total, { value }) => total + value, 0)).toBe(11);
  });

  it('keeps units apart past the limit', () => {
    const sums = new Sums(2);
    sums.add({ provider: 'a', unit: 'input_tokens', model: 'm0' }, 1);
    for (let i = 1; i < 4; i += 1) {
      sums.add({ provider: 'a', unit: 'input_tokens', model: `m${i}` }, 10);
      sums.add({ provider: 'a', unit: 'bytes_out', model: `m${i}` }, 1_000);
    }
    expect([...sums].slice(1)).toMatchObject([
      { attributes: { provider: 'a', unit: 'input_tokens', 'otel.metric.overflow': true }, value: 30 },
      { attributes: { provider: 'a', unit: 'bytes_out', 'otel.metric.overflow': true }, value: 3_000 },
    ]);
  });

  it('stays bounded and loses nothing where an application invents providers', () => {
    const sums = new Sums(10);
    for (let i = 0; i < 1_000; i += 1) sums.add({ provider: `p${i}` }, 1);
    expect([...sums].length).toBeLessThanOrEqual(10 - 1 + 100);
    expect([...sums].reduce((total, { value }) => total + value, 0)).toBe(1_000);
    expect([...sums].at(-1)?.attributes).toEqual({ 'otel.metric.overflow': true });
  });
});
