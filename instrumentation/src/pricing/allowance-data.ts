import { USAGE_UNIT } from '../names.ts';
import { type Allowance } from './allowances.ts';

/** Public free allowances of accounts. */
export const ALLOWANCES: readonly Allowance[] = [
  {
    provider: 'resend',
    unit: USAGE_UNIT.emails,
    quantity: 100,
    per: 'day',
    source: 'resend.com/pricing, Free: 100 e-mails a day, seen 2026-03-09',
  },
  {
    provider: 'resend',
    unit: USAGE_UNIT.emails,
    quantity: 3_000,
    per: 'month',
    source: 'resend.com/pricing, Free: 3,000 e-mails a month, seen 2026-03-09',
  },
];
