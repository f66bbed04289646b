import { decimalUsd } from '../render-csv.ts';
import type { TimeRange } from '../previous-range.ts';
import { bucketAt } from '../time-unit.ts';
import { type ChargeQuantity, chargeQuantity } from './charge-quantity.ts';
import type { FocusRow } from './focus-columns.ts';
import { type FocusService, focusService } from './focus-services.ts';

/** What was spent on one UTC day under one set of labels. */
export interface Charge {
  /** Start of the day, ms since the epoch. */
  readonly dayMs: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly costNanoUsd: bigint;
  /** `exact`, `stated`, `estimated`, `partial`, `totals`; `none`: used and not charged; `unpriced`: no price is known. */
  readonly pricing: string;
  readonly units: Readonly<Record<string, number>>;
  /** Whether the usage was counted for this very charge, or shared out by cost between several. */
  readonly basis: 'measured' | 'allocated';
  readonly unpricedRequests: number;
}

/** Labels that are no tags: they have columns of their own. */
const NO_TAGS: readonly string[] = ['provider', 'operation', 'model'];

/**
 * A charge as a row of FOCUS. Outlay knows no discounts, commitments nor invoices: the four costs are the same, the account
 * is the provider, and the billing period the UTC month of the charge.
 *
 * @param range what was asked for; charges of a day that it cuts are of a part of the day
 */
export function focusRow(charge: Charge, range: TimeRange): FocusRow {
  const { labels, costNanoUsd, pricing, units, unpricedRequests } = charge;
  const service = focusService(labels['provider']);
  const day = bucketAt(charge.dayMs, 'day', 'UTC');
  const month = bucketAt(charge.dayMs, 'month', 'UTC');
  const cost = decimalUsd(costNanoUsd);
  const { quantity, unit, basis } = quantityOf(charge);
  const sku = [labels['provider'], labels['model'], labels['operation']].filter((part) => part !== undefined);
  return {
    BilledCost: cost,
    BillingAccountId: labels['provider'] ?? service.providerName,
    BillingAccountName: null,
    BillingAccountType: 'Provider',
    BillingCurrency: 'USD',
    BillingPeriodEnd: dateTime(month.end),
    BillingPeriodStart: dateTime(month.start),
    ChargeCategory: 'Usage',
    ChargeClass: null,
    ChargeDescription: descriptionOf(charge, service),
    ChargeFrequency: 'Usage-Based',
    ChargePeriodEnd: dateTime(Math.min(day.end, range.to * 1000)),
    ChargePeriodStart: dateTime(Math.max(day.start, range.from * 1000)),
    ConsumedQuantity: quantity,
    ConsumedUnit: unit,
    ContractedCost: cost,
    EffectiveCost: cost,
    InvoiceIssuerName: service.providerName,
    ListCost: cost,
    PricingCategory: 'Standard',
    PricingQuantity: quantity,
    PricingUnit: unit,
    ProviderName: service.providerName,
    PublisherName: service.providerName,
    ServiceCategory: service.category,
    ServiceName: service.serviceName,
    ServiceSubcategory: service.subcategory,
    SkuId: sku.join('/') || service.providerName,
    SkuMeter: labels['operation'] ?? 'API requests',
    Tags: keyValue(Object.entries(labels).filter(([label]) => !NO_TAGS.includes(label))),
    x_Model: labels['model'] ?? null,
    x_Operation: labels['operation'] ?? null,
    x_Pricing: pricing,
    x_QuantityBasis: basis,
    x_UnpricedRequests: unpricedRequests > 0 ? String(unpricedRequests) : null,
    x_Usage: keyValue(Object.entries(units)),
  };
}

/** Where only the cost is known, the provider having stated it, dollars are what was consumed: FOCUS allows no null here. */
function quantityOf({
  units,
  basis,
  costNanoUsd,
  unpricedRequests,
}: Charge): ChargeQuantity & { readonly basis: string } {
  if (unpricedRequests > 0) {
    return { quantity: String(unpricedRequests), unit: 'Requests', basis: 'measured' };
  }
  const measured = chargeQuantity(units);
  return measured
    ? { ...measured, basis }
    : { quantity: decimalUsd(costNanoUsd), unit: 'USD', basis: 'cost' };
}

const PRICING_NOTES: Readonly<Record<string, string>> = {
  stated: ', as the provider stated it',
  estimated: ', estimated',
  partial: ', of streams that broke off: what was seen of them',
  totals: ', priced from totals of many calls as if each were the average one',
  none: ': used without a charge, or without a known price',
};

function descriptionOf({ labels, pricing, unpricedRequests }: Charge, { serviceName }: FocusService): string {
  const what = [labels['model'], labels['operation']].filter((part) => part !== undefined).join(' ');
  const title = what === '' ? serviceName : `${serviceName}: ${what}`;
  if (unpricedRequests > 0) {
    return `${title}: ${unpricedRequests} requests have no known price; they are not free, their cost is in no row`;
  }
  return `${title}${PRICING_NOTES[pricing] ?? ''}`;
}

/** FOCUS attribute "Key-Value Format": a JSON object; null where there is nothing in it. */
function keyValue(entries: readonly (readonly [string, string | number])[]): string | null {
  return entries.length === 0 ? null : JSON.stringify(Object.fromEntries(entries));
}

/** FOCUS attribute "Date/Time Format": UTC, without fractions of a second. */
function dateTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('.000Z', 'Z');
}
