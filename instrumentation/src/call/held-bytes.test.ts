import { describe, expect, it } from 'vitest';
import { HeldBytes, HeldBytesPool } from './held-bytes.ts';

function drain(held: HeldBytes): string {
  const text = held.bytes.toString();
  held.release();
  return text;
}

describe('HeldBytes', () => {
  it('hands out what it was given, whatever became of the bytes since', () => {
    const held = new HeldBytes(new HeldBytesPool());
    const bytes = Buffer.from('one');
    expect(held.add(bytes)).toBe(true);
    bytes.fill(0x78);
    expect(held.add(Buffer.from(' two'))).toBe(true);
    expect(drain(held)).toBe('one two');
    expect(drain(held)).toBe('');
  });

  it('refuses what makes a body too large, and keeps what it had', () => {
    const held = new HeldBytes(new HeldBytesPool());
    expect(held.add(Buffer.alloc(10_000, 'a'))).toBe(true);
    expect(held.add(Buffer.alloc(10_000, 'b'))).toBe(false);
    expect(drain(held)).toBe('a'.repeat(10_000));
  });

  it('keeps many bodies apart, and takes more again after some were read', () => {
    const pool = new HeldBytesPool();
    const bodies = Array.from({ length: 1_000 }, () => new HeldBytes(pool));
    const text = (i: number) => `${i} `.repeat(500);
    const taken = bodies.filter((held, i) => held.add(Buffer.from(text(i))));
    // There is a limit of 4 MiB for all.
    expect(taken.length).toBeGreaterThan(900);
    expect(bodies.slice(0, 900).every((held, i) => drain(held) === text(i))).toBe(true);
    const another = new HeldBytes(pool);
    expect(another.add(Buffer.from('again'))).toBe(true);
    expect(drain(another)).toBe('again');
  });

  it('leaves nothing behind of what was read', () => {
    const held = new HeldBytes(new HeldBytesPool());
    held.add(Buffer.from('SECRET'));
    const view = held.bytes;
    expect(view.toString()).toBe('SECRET');
    held.release();
    expect(view.equals(Buffer.alloc(6))).toBe(true);
  });

  it('gives back the place of what is released', () => {
    const pool = new HeldBytesPool();
    for (let i = 0; i < 2_000; i += 1) {
      const held = new HeldBytes(pool);
      expect(held.add(Buffer.alloc(8_000)) && held.add(Buffer.alloc(8_000))).toBe(true);
      held.release();
    }
  });
});
