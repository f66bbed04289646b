import { type Pricing, PRICING, USAGE_UNIT } from '../names.ts';
import type { FinishedCall } from '../call/finished-call.ts';
import type { Usage } from '../pricing/usage.ts';
import type { CallSeries } from './call-series.ts';

/** What is booked of a call: the usage of its response, one of several results, or an estimate. */
export interface Booking {
  call: FinishedCall;
  series: CallSeries;
  usage: Usage;
  /** The model that is billed. */
  model: string | undefined;
  serviceTier: string | undefined;
  /** That of the reading when absent. */
  variant?: string | undefined;
  pricing: Pricing;
}

/** A stream that ends without its last usage is as incomplete as one that was broken off. */
export function pricingOf({ brokenOff, streamed, reading }: FinishedCall): Pricing {
  return (brokenOff || streamed) && !reading.complete ? PRICING.partial : PRICING.exact;
}

/** Counts the units. Tokens in and out are told even when they are zero; parts and other units only when there were any. */
export function bookUnits({ call, series, usage }: Pick<Booking, 'call' | 'series' | 'usage'>): void {
  const { inputTokens, outputTokens, units } = usage;
  if (inputTokens !== undefined) series.addUnit(USAGE_UNIT.inputTokens, inputTokens);
  if (outputTokens !== undefined) series.addUnit(USAGE_UNIT.outputTokens, outputTokens);
  for (const [unit, member] of PARTS) {
    const count = usage[member];
    if (count !== undefined && count > 0) series.addUnit(unit, count);
  }
  for (const unit in units) {
    const count = units[unit];
    if (count !== undefined && count > 0) series.addUnit(unit, count);
  }
  call.span?.setUsage(usage);
  series.recordTokens(inputTokens, outputTokens, call.span?.context);
}

const PARTS = [
  [USAGE_UNIT.cacheReadTokens, 'cacheReadTokens'],
  [USAGE_UNIT.cacheWriteTokens, 'cacheWriteTokens'],
  [USAGE_UNIT.reasoningTokens, 'reasoningTokens'],
  [USAGE_UNIT.inputAudioTokens, 'inputAudioTokens'],
  [USAGE_UNIT.outputAudioTokens, 'outputAudioTokens'],
  [USAGE_UNIT.inputImageTokens, 'inputImageTokens'],
  [USAGE_UNIT.inputVideoTokens, 'inputVideoTokens'],
  [USAGE_UNIT.outputImageTokens, 'outputImageTokens'],
] as const;
