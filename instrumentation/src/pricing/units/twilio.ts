import { USAGE_UNIT } from '../../names.ts';
import type { UnitPrice } from '../unit-price.ts';

const NANO_USD = 1_000_000_000;
const SMS_SOURCE = 'twilio.com/en-us/sms/pricing';
const CSV_SOURCE = `${SMS_SOURCE} and its SMSPricing.csv of 2026-10-08 (highest rate among the networks)`;

/**
 * One segment of an SMS to a country, in USD, before the fees that networks add in the United States and Canada. Rows
 * begin with the year that they were seen in; where an earlier price of that year is known it has a row.
 */
const SMS: readonly (readonly [
  source: string,
  from: string,
  usdByCountry: Readonly<Record<string, number>>,
])[] = [
  [
    CSV_SOURCE,
    '2026-01-01',
    {
      AT: 0.0979,
      AU: 0.0515,
      BH: 0.0386,
      BN: 0.065,
      BR: 0.0599,
      BS: 0.0904,
      CA: 0.0083,
      CL: 0.0797,
      CO: 0.0592,
      CY: 0.0864,
      CZ: 0.0706,
      DK: 0.0592,
      EE: 0.0958,
      ES: 0.0875,
      FI: 0.0861,
      FM: 0.0735,
      FO: 0.0717,
      FR: 0.0798,
      GG: 0.0524,
      GL: 0.041,
      GR: 0.0657,
      GU: 0.0847,
      HK: 0.0723,
      HU: 0.091,
      IE: 0.0779,
      IN: 0.0832,
      IS: 0.0719,
      IT: 0.0927,
      JE: 0.0524,
      JP: 0.089,
      KR: 0.0524,
      LI: 0.0362,
      LT: 0.0578,
      LU: 0.0818,
      LV: 0.0801,
      MO: 0.059,
      MT: 0.0689,
      NF: 0.02817,
      NO: 0.0697,
      PL: 0.0457,
      PR: 0.054,
      PT: 0.0501,
      PW: 0.0998,
      RO: 0.0781,
      SE: 0.0646,
      SG: 0.0591,
      SK: 0.0883,
      TH: 0.0305,
      TR: 0.0305,
      TW: 0.0842,
      US: 0.0083,
      UY: 0.0852,
    },
  ],
  [
    `${SMS_SOURCE}, pages of the countries, seen 2026-07 to 2026-10`,
    '2026-01-01',
    {
      AR: 0.1034,
      BE: 0.1113,
      DE: 0.112,
      ID: 0.4414,
      IL: 0.2575,
      LB: 0.3619,
      MM: 0.4143,
      MX: 0.1819,
      NG: 0.3868,
      NZ: 0.105,
      PH: 0.241,
      PK: 0.4734,
      SA: 0.1949,
    },
  ],
  [`${SMS_SOURCE}, seen 2026-01-19`, '2026-01-01', { CH: 0.0725, GB: 0.0524, ZA: 0.1089 }],
  [`${SMS_SOURCE}, seen 2026-07 to 2026-10`, '2026-07-01', { CH: 0.0769, GB: 0.056, ZA: 0.1355 }],
];

const SMS_ROWS = SMS.flatMap(([source, from, usdByCountry]) =>
  Object.entries(usdByCountry).map(([country, usd]) =>
    row(USAGE_UNIT.smsSegments, country, usd, source, from),
  ),
);
const COUNTRIES = [...new Set(SMS_ROWS.map(({ variant }) => variant))];

const VERIFY_SOURCE = 'twilio.com/en-us/verify/pricing, seen 2026-07-17';
const LOOKUP_SOURCE = 'twilio.com/en-us/user-authentication-identity/pricing/lookup, seen 2026-07-01';
const VOICE_SOURCE = 'twilio.com/en-us/voice/pricing/us: local and toll-free calls, seen 2026-08';

/**
 * What Twilio bills, by country of the recipient. What is not here has no price: other countries, MMS outside of the United
 * States and Canada, templates of WhatsApp (Meta's fee goes by category and country), calls to elsewhere and calls received.
 */
export const TWILIO_UNITS: readonly UnitPrice[] = [
  ...SMS_ROWS,
  ...['US', 'CA'].map((country) =>
    row(USAGE_UNIT.messages, `mms_${country}`, 0.022, 'twilio.com/en-us/sms/pricing/us, MMS, seen 2026-07'),
  ),
  row(
    USAGE_UNIT.messages,
    'whatsapp',
    0.005,
    'twilio.com/en-us/whatsapp/pricing: replies within 24 hours have no fee of Meta, seen 2026-08-28',
  ),
  ...['US', 'CA'].map((country) => row(USAGE_UNIT.callMinutes, country, 0.014, VOICE_SOURCE)),
  row(USAGE_UNIT.callSeconds, undefined, 0, 'only counted: started minutes are billed'),
  row(USAGE_UNIT.approvedVerifications, undefined, 0.05, VERIFY_SOURCE),
  ...[...COUNTRIES, 'email', 'push', 'totp'].map((variant) =>
    row(USAGE_UNIT.verifications, variant, 0, `${VERIFY_SOURCE}: billed when approved, and by the SMS`),
  ),
  row(USAGE_UNIT.lookups, 'basic', 0, `${LOOKUP_SOURCE}: the format of a number is free`),
  row(USAGE_UNIT.lookups, 'line_type_intelligence', 0.008, LOOKUP_SOURCE),
  row(USAGE_UNIT.lookups, 'line_status', 0.007, LOOKUP_SOURCE),
  row(USAGE_UNIT.lookups, 'caller_name', 0.01, LOOKUP_SOURCE),
  row(USAGE_UNIT.lookups, 'reassigned_number', 0.02, LOOKUP_SOURCE),
  row(USAGE_UNIT.lookups, 'identity_match', 0.1, LOOKUP_SOURCE),
];

function row(
  unit: UnitPrice['unit'],
  variant: string | undefined,
  usd: number,
  source: string,
  from = '2026-01-01',
): UnitPrice {
  return {
    provider: 'twilio',
    unit,
    ...(variant !== undefined && { variant }),
    from,
    nanoUsdPerUnit: Math.round(usd * NANO_USD),
    source,
  };
}
