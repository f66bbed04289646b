import type { Secrets } from './wire.ts';

/**
 * What is planted. Each begins with a mark of its own, so that a value that was cut is found too, and holds characters that
 * every encoding writes differently.
 */
export const SECRETS: Secrets = {
  prompt: 'pr0mptmark What does "Grüße & <b>" mean?\n🌍 pr0mptend',
  completion: 'c0mpletionmark It means: «Hallo», said 世界. c0mpletionend',
  key: 'sk-keymark-9f8e7d6c5b4a-keyend',
  user: 'us3rmark.jane+doe@example.com',
  phone: '+4915700000777123',
  file: 'f1lemark payslip of (Jane) 2026.pdf',
  query: 'qu3rymark=a&b',
};

/** What is looked for: the secrets, and the marks by which a part of one is known. */
export const LOOKED_FOR: readonly string[] = [
  ...Object.values(SECRETS),
  'pr0mptmark',
  'pr0mptend',
  'c0mpletionmark',
  'c0mpletionend',
  'keymark-9f8e',
  'us3rmark.jane',
  '4915700000777',
  'f1lemark',
  'qu3rymark',
];
