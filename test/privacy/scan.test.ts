import { expect, it } from 'vitest';
import { findSecrets, formsOf } from './scan.ts';

const SECRET = 'qz7-Ünïcode "quoted"/слово';

it('finds a secret in every form, wherever it stands', () => {
  const bytes = Buffer.from(SECRET);
  const texts = {
    plain: `...${SECRET}...`,
    json: JSON.stringify({ message: SECRET }),
    twice: JSON.stringify(JSON.stringify({ message: SECRET })),
    url: `http://x/?q=${encodeURIComponent(SECRET)}`,
    form: new URLSearchParams({ q: SECRET }).toString(),
    hex: `ff${bytes.toString('hex').toUpperCase()}00`,
    base64: bytes.toString('base64'),
    shifted: Buffer.from(`x${SECRET}yy`).toString('base64'),
    shiftedTwice: Buffer.from(`xx${SECRET}y`).toString('base64url'),
    upper: SECRET.toUpperCase(),
  };
  for (const text of Object.values(texts)) expect(findSecrets(text, [SECRET]), text).not.toEqual([]);
});

it('finds nothing where there is nothing', () => {
  expect(findSecrets('a text about other matters, with Unicode quoted', [SECRET])).toEqual([]);
});

it('looks for forms that are long enough to mean something', () => {
  for (const [form, written] of formsOf(SECRET)) expect(written.length, form).toBeGreaterThan(15);
});
