/**
 * The columns of Outlay's FOCUS export, with what the specification asks of each.
 *
 * Source: FinOps Open Cost and Usage Specification 1.2 (May 2025), dataset "Cost and Usage", read in the rules that its
 * validator checks (`CostAndUsage-D-*` for presence, `<Column>-C-*` for type and null), on 2026-11-22.
 */
export interface FocusColumn {
  readonly name: string;
  readonly type: 'String' | 'Decimal' | 'DateTime' | 'KeyValue';
  readonly allowsNull: boolean;
  /** Mandatory: every data set has the column. Conditional: where what it tells exists. Custom: none of FOCUS. */
  readonly level: 'mandatory' | 'recommended' | 'conditional' | 'custom';
}

const column = <Name extends string>(
  name: Name,
  type: FocusColumn['type'],
  level: FocusColumn['level'],
  allowsNull = false,
): FocusColumn & { readonly name: Name } => ({ name, type, level, allowsNull });

/** Null is allowed where the specification allows it for charges of the category `Usage`, which all of Outlay's are. */
export const FOCUS_COLUMNS = [
  column('BilledCost', 'Decimal', 'mandatory'),
  column('BillingAccountId', 'String', 'mandatory'),
  column('BillingAccountName', 'String', 'mandatory', true),
  column('BillingAccountType', 'String', 'mandatory'),
  column('BillingCurrency', 'String', 'mandatory'),
  column('BillingPeriodEnd', 'DateTime', 'mandatory'),
  column('BillingPeriodStart', 'DateTime', 'mandatory'),
  column('ChargeCategory', 'String', 'mandatory'),
  column('ChargeClass', 'String', 'mandatory', true),
  column('ChargeDescription', 'String', 'mandatory', true),
  column('ChargeFrequency', 'String', 'recommended'),
  column('ChargePeriodEnd', 'DateTime', 'mandatory'),
  column('ChargePeriodStart', 'DateTime', 'mandatory'),
  column('ConsumedQuantity', 'Decimal', 'conditional'),
  column('ConsumedUnit', 'String', 'conditional'),
  column('ContractedCost', 'Decimal', 'mandatory'),
  column('EffectiveCost', 'Decimal', 'mandatory'),
  column('InvoiceIssuerName', 'String', 'mandatory'),
  column('ListCost', 'Decimal', 'mandatory'),
  column('PricingCategory', 'String', 'conditional'),
  column('PricingQuantity', 'Decimal', 'mandatory'),
  column('PricingUnit', 'String', 'mandatory'),
  column('ProviderName', 'String', 'mandatory'),
  column('PublisherName', 'String', 'mandatory'),
  column('ServiceCategory', 'String', 'mandatory'),
  column('ServiceName', 'String', 'mandatory'),
  column('ServiceSubcategory', 'String', 'recommended'),
  column('SkuId', 'String', 'conditional'),
  column('SkuMeter', 'String', 'conditional'),
  column('Tags', 'KeyValue', 'conditional', true),
  column('x_Model', 'String', 'custom', true),
  column('x_Operation', 'String', 'custom', true),
  column('x_Pricing', 'String', 'custom'),
  column('x_QuantityBasis', 'String', 'custom'),
  column('x_UnpricedRequests', 'Decimal', 'custom', true),
  column('x_Usage', 'KeyValue', 'custom', true),
] as const satisfies readonly FocusColumn[];

export type FocusColumnName = (typeof FOCUS_COLUMNS)[number]['name'];

/** One row: null is an empty cell. */
export type FocusRow = Readonly<Record<FocusColumnName, string | null>>;
