import type { ModelOverride } from '../model-override.ts';

/**
 * The price library cannot say from when on a time of the day counts, nor on which days, and has the prices of V3 and R1
 * for names that have meant later models since. Peak hours are 01:00 to 04:00 and 06:00 to 10:00 UTC; the days of Beijing
 * and of UTC agree in them.
 */
const PRICING = 'api-docs.deepseek.com/quick_start/pricing';
const V3_1 = `${PRICING}, DeepSeek-V3.1 from 2025-09-05 16:00 UTC`;
const V3_2 = `${PRICING} and api-docs.deepseek.com/updates, DeepSeek-V3.2-Exp of 2025-09-29`;
const V4 = `${PRICING}, DeepSeek-V4 before 2026-08-16 16:00 UTC`;
const PEAK = `${PRICING}, peak and off-peak hours from 2026-08-16 16:00 UTC`;
const WEEKDAYS = `${PRICING}, off-peak at weekends from 2026-08-23 and on Chinese public holidays`;
const FLASH = `${PRICING}, DeepSeek-V4.1-Flash from 2026-09-10 04:00 UTC`;

/** Mondays to Fridays that are no public holidays in China. Source: holidays of 2026 by the State Council (2025, no. 7). */
const ON_WORKDAYS = {
  weekdays: [1, 2, 3, 4, 5],
  except: [...['2026-09-25', '2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07']],
};

type Usd = readonly [input: number, cacheRead: number, output: number];

const ALIASES: ModelOverride['match'] = {
  or: [{ starts_with: 'deepseek-chat' }, { starts_with: 'deepseek-reasoner' }],
};
const FLASH_NAMES: ModelOverride['match'] = {
  or: [{ starts_with: 'deepseek-v4-flash' }, { starts_with: 'deepseek-flash' }],
};
const PRO_NAMES: ModelOverride['match'] = { starts_with: 'deepseek-v4-pro' };

export const DEEPSEEK_MODELS: readonly ModelOverride[] = [
  flat('deepseek-chat', ALIASES, '2025-09-05T16:00:00Z', [0.56, 0.07, 1.68], V3_1),
  flat('deepseek-chat', ALIASES, '2025-09-29', [0.28, 0.028, 0.42], V3_2),
  // Until 2026-07-24 the names meant V4 Flash; since then they are refused.
  flat('deepseek-chat', ALIASES, '2026-04-24', [0.14, 0.0028, 0.28], V4),

  flat('deepseek-flash', FLASH_NAMES, '2026-04-24', [0.14, 0.0028, 0.28], V4),
  peak('deepseek-flash', FLASH_NAMES, '2026-08-16T16:00:00Z', [0.22, 0.007, 0.66], PEAK),
  ...onWorkdays('deepseek-flash', FLASH_NAMES, '2026-08-22T16:00:00Z', [0.22, 0.007, 0.66], WEEKDAYS),
  ...onWorkdays('deepseek-flash', FLASH_NAMES, '2026-09-10T04:00:00Z', [0.15, 0.003, 0.6], FLASH),

  flat('deepseek-v4-pro', PRO_NAMES, '2026-04-24', [0.435, 0.003625, 0.87], V4),
  peak('deepseek-v4-pro', PRO_NAMES, '2026-08-16T16:00:00Z', [0.66, 0.022, 1.98], PEAK),
  ...onWorkdays('deepseek-v4-pro', PRO_NAMES, '2026-08-22T16:00:00Z', [0.66, 0.022, 1.98], WEEKDAYS),
];

function flat(
  id: string,
  match: ModelOverride['match'],
  from: string,
  usd: Usd,
  source: string,
): ModelOverride {
  return { id, match, from, source, prices: pricesOf(usd) };
}

/** `offPeak` is half of what the peak hours cost. */
function peak(
  id: string,
  match: ModelOverride['match'],
  from: string,
  offPeak: Usd,
  source: string,
): ModelOverride {
  const [input, cacheRead, output] = offPeak;
  const prices = pricesOf([2 * input, 2 * cacheRead, 2 * output]);
  return {
    id,
    match,
    from,
    source,
    prices: [
      { prices: pricesOf(offPeak) },
      { constraint: { type: 'time_of_date', start_time: '01:00:00Z', end_time: '04:00:00Z' }, prices },
      { constraint: { type: 'time_of_date', start_time: '06:00:00Z', end_time: '10:00:00Z' }, prices },
    ],
  };
}

/** Peak hours on workdays, off-peak on all other days. */
function onWorkdays(
  id: string,
  match: ModelOverride['match'],
  from: string,
  offPeak: Usd,
  source: string,
): readonly ModelOverride[] {
  return [
    { ...peak(id, match, from, offPeak, source), onDays: ON_WORKDAYS },
    flat(id, match, from, offPeak, source),
  ];
}

function pricesOf([input, cacheRead, output]: Usd) {
  return { input_mtok: input, cache_read_mtok: cacheRead, output_mtok: output };
}
