import { describe, expect, it } from 'vitest';
import { bytesOf, type HeldBytes, HeldBytesPool } from './held-bytes.ts';

function take(pool: HeldBytesPool, held: HeldBytes | undefined): string | undefined {
  const text = held && bytesOf(held).toString();
  pool.release(held);
  return text;
}

describe('HeldBytesPool', () => {
  it('hands out what it was given, whatever became of the bytes since', () => {
    const pool = new HeldBytesPool();
    const bytes = Buffer.from('one');
    const held = pool.hold(bytes, undefined);
    bytes.fill(0x78);
    expect(take(pool, pool.hold(Buffer.from(' two'), held))).toBe('one two');
  });

  it('refuses what makes a body too large, and keeps what it had', () => {
    const pool = new HeldBytesPool();
    const held = pool.hold(Buffer.alloc(10_000, 'a'), undefined);
    expect(pool.hold(Buffer.alloc(10_000, 'b'), held)).toBeUndefined();
    expect(take(pool, held)).toBe('a'.repeat(10_000));
  });

  it('keeps bodies apart whose pieces come in turns', () => {
    const pool = new HeldBytesPool();
    const bodies: (HeldBytes | undefined)[] = Array.from({ length: 50 });
    for (let piece = 0; piece < 100; piece += 1) {
      bodies.forEach((held, i) => (bodies[i] = pool.hold(Buffer.from(`${i}.${piece} `), held)));
    }
    const text = (i: number) => Array.from({ length: 100 }, (_, piece) => `${i}.${piece} `).join('');
    expect(bodies.map((held) => take(pool, held))).toEqual(bodies.map((_, i) => text(i)));
  });

  it('takes no more than its limit, and more again after some were released', () => {
    const pool = new HeldBytesPool();
    const text = (i: number) => `${i} `.repeat(1_000);
    const bodies = Array.from({ length: 3_000 }, (_, i) => pool.hold(Buffer.from(text(i)), undefined));
    const taken = bodies.filter((held) => held !== undefined);
    expect(taken.length).toBeGreaterThan(500);
    expect(taken.length).toBeLessThan(2_500);
    expect(taken.every((held, i) => take(pool, held) === text(i))).toBe(true);
    expect(take(pool, pool.hold(Buffer.from('again'), undefined))).toBe('again');
  });

  it('leaves nothing behind of what was read', () => {
    const pool = new HeldBytesPool();
    const held = pool.hold(Buffer.from('SECRET'), undefined);
    const view = held && bytesOf(held);
    expect(view?.toString()).toBe('SECRET');
    pool.release(held);
    expect(view?.equals(Buffer.alloc(6))).toBe(true);
  });

  it('gives the place of what is released to others', () => {
    const pool = new HeldBytesPool();
    for (let i = 0; i < 2_000; i += 1) {
      const held = pool.hold(Buffer.alloc(8_000), pool.hold(Buffer.alloc(8_000), undefined));
      expect(held).toBeDefined();
      pool.release(held);
    }
  });
});
