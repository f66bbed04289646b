import { USAGE_UNIT, type UsageUnit } from '../../names.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asObject, asText } from '../../wire/json-values.ts';
import type { BilledResult, CallReader, Reading } from '../types.ts';

/** A charge in the FOCUS format. Source: vercel.com/docs/rest-api/billing/list-focus-billing-charges. */
const CHARGE_SHAPE = {
  object: {
    ChargePeriodStart: true,
    ChargePeriodEnd: true,
    ServiceName: true,
    SkuPriceId: true,
    ResourceId: true,
    RegionId: true,
    Tags: { object: { ProjectId: true } },
    ConsumedQuantity: true,
    ConsumedUnit: true,
    BilledCost: true,
    BillingCurrency: true,
  },
} as const;
const MAX_CHARGES = 10_000;
const SECONDS_PER_HOUR = 3600;
const BYTES_PER_GB = 1_000_000_000;

interface UnitRule {
  readonly service: RegExp;
  readonly consumed: RegExp;
  readonly unit: UsageUnit;
  readonly factor: number;
}

/** What Vercel calls its units; the first that fits counts. */
const UNIT_RULES: readonly UnitRule[] = [
  { service: /function/i, consumed: /invocation/i, unit: USAGE_UNIT.invocations, factor: 1 },
  {
    service: /./,
    consumed: /^(gb|gigabyte)[- ]?(h|hrs?|hours?)$/i,
    unit: USAGE_UNIT.gbSeconds,
    factor: SECONDS_PER_HOUR,
  },
  {
    service: /./,
    consumed: /^(gb|gigabyte)[- ]?(s|secs?|seconds?)$/i,
    unit: USAGE_UNIT.gbSeconds,
    factor: 1,
  },
  {
    service: /transfer|bandwidth/i,
    consumed: /^(gb|gigabytes?)$/i,
    unit: USAGE_UNIT.bytesOut,
    factor: BYTES_PER_GB,
  },
  {
    service: /cpu/i,
    consumed: /^(cpu[- ]?)?(h|hrs?|hours?)$/i,
    unit: USAGE_UNIT.computeSeconds,
    factor: SECONDS_PER_HOUR,
  },
];

export interface VercelChargesOptions {
  /** When the process began, in Unix milliseconds. */
  startedAtMs: number;
  nowMs: () => number;
}

/**
 * Reads the charges of a team, one JSON document a line. A day is booked once, and only when it ended while this process
 * ran: days before that may have been booked by the process before it, and a day that goes on will still grow.
 */
export class VercelChargesReader implements CallReader {
  readonly responseShape: Shape = { ...CHARGE_SHAPE, array: CHARGE_SHAPE };
  readonly lines = true;
  readonly eventMembers = 'every';
  readonly #options: VercelChargesOptions;
  readonly #results: BilledResult[] = [];

  constructor(options: VercelChargesOptions) {
    this.#options = options;
  }

  readResponse(document: unknown): void {
    for (const charge of Array.isArray(document) ? document : [document]) {
      const result = this.#read(asObject(charge) ?? {});
      if (result !== undefined && this.#results.length < MAX_CHARGES) this.#results.push(result);
    }
  }

  reading(): Reading {
    return { complete: true, results: this.#results };
  }

  #read(charge: Record<string, unknown>): BilledResult | undefined {
    const endMs = Date.parse(asText(charge['ChargePeriodEnd']) ?? '');
    if (!(endMs > this.#options.startedAtMs && endMs <= this.#options.nowMs())) return undefined;
    const service = asText(charge['ServiceName']) ?? '';
    const consumed = asText(charge['ConsumedUnit']) ?? '';
    const quantity = Number(charge['ConsumedQuantity']);
    const rule = UNIT_RULES.find((one) => one.service.test(service) && one.consumed.test(consumed));
    const cost = Number(charge['BilledCost'] ?? Number.NaN);
    const isUsd = (asText(charge['BillingCurrency']) ?? 'USD') === 'USD';
    const isCounted = rule !== undefined && quantity >= 0;
    // Of what has no unit here only the cost counts: seats, builds, images.
    if (!isCounted && !(cost > 0)) return undefined;
    return {
      usage: isCounted ? { units: { [rule.unit]: quantity * rule.factor } } : {},
      resultId: JSON.stringify([
        charge['ChargePeriodStart'],
        service,
        charge['SkuPriceId'],
        charge['ResourceId'],
        charge['RegionId'],
        asObject(charge['Tags'])?.['ProjectId'],
      ]),
      ...(isUsd && cost >= 0 && { statedCostUsd: cost }),
    };
  }
}
