import { FOCUS_COLUMNS, type FocusColumn } from '../focus-columns.ts';

/** A row as a reader of the CSV has it: an empty cell is null. */
export type ReadRow = Readonly<Record<string, string | null>>;

/** Columns that every FOCUS 1.2 data set must have (rules `CostAndUsage-D-*` that are mandatory). */
export const MANDATORY: readonly string[] = [
  'BilledCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingAccountType',
  'BillingCurrency',
  'BillingPeriodEnd',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'ContractedCost',
  'EffectiveCost',
  'InvoiceIssuerName',
  'ListCost',
  'PricingQuantity',
  'PricingUnit',
  'ProviderName',
  'PublisherName',
  'ServiceCategory',
  'ServiceName',
];

/** Rules `ServiceSubcategory-C-003` and `-004`: those that Outlay's table may use, each with the one category it belongs to. */
const CATEGORY_OF: Readonly<Record<string, string>> = {
  'AI Platforms': 'AI and Machine Learning',
  'Generative AI': 'AI and Machine Learning',
  'Machine Learning': 'AI and Machine Learning',
  'Natural Language Processing': 'AI and Machine Learning',
  Search: 'Analytics',
  'Data Warehouses': 'Databases',
  'NoSQL Databases': 'Databases',
  'Relational Databases': 'Databases',
  'Other (Databases)': 'Databases',
  Messaging: 'Integration',
  'Application Platforms': 'Web',
  'Other (Other)': 'Other',
};

const FORMATS: Readonly<Record<FocusColumn['type'], (cell: string) => boolean>> = {
  String: (cell) => cell.trim() !== '',
  // "Numeric Format": digits, one decimal point, no separators, currency signs nor exponents of a spreadsheet.
  Decimal: (cell) => /^-?\d+(\.\d+)?$/.test(cell),
  // "Date/Time Format": ISO 8601 in UTC, to the second.
  DateTime: (cell) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(cell) && !Number.isNaN(Date.parse(cell)),
  // "Key-Value Format": a JSON object of keys with texts, numbers, booleans or null.
  KeyValue: (cell) => {
    const value: unknown = JSON.parse(cell);
    return (
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every((each) => each === null || typeof each !== 'object')
    );
  },
};

/** What a data set breaks of the rules of FOCUS 1.2 that bear on charges for usage; empty when it conforms. */
export function focusMistakes(header: readonly string[], rows: readonly ReadRow[]): string[] {
  const missing = MANDATORY.filter((name) => !header.includes(name));
  const foreign = header.filter((name) => {
    const known = FOCUS_COLUMNS.find((column) => column.name === name);
    return known === undefined || (known.level === 'custom') !== name.startsWith('x_');
  });
  return [
    ...missing.map((name) => `${name}: the column is missing`),
    ...foreign.map((name) => `${name}: is no column of FOCUS, and has no x_ in front`),
    ...rows.flatMap((row, index) => rowMistakes(row).map((mistake) => `row ${index + 1}: ${mistake}`)),
    ...serviceMistakes(rows),
  ];
}

function rowMistakes(row: ReadRow): string[] {
  const mistakes: string[] = [];
  const require = (holds: boolean, mistake: string) => {
    if (!holds) mistakes.push(mistake);
  };
  for (const { name, type, allowsNull } of FOCUS_COLUMNS) {
    const cell = row[name] ?? null;
    if (cell === null) require(allowsNull, `${name} is null`);
    else require(FORMATS[type](cell), `${name} is no ${type}: ${cell}`);
  }
  const at = (name: string) => Date.parse(row[name] ?? '');
  require(row['ChargeCategory'] === 'Usage', 'ChargeCategory-C-003: not of the categories in use');
  require(row['ChargeClass'] === null, 'ChargeClass-C-005: no charge is a correction');
  require(row['ChargeFrequency'] === 'Usage-Based', 'ChargeFrequency-C-003');
  require(['Standard', 'Committed', 'Dynamic', 'Other'].includes(
    row['PricingCategory'] ?? '',
  ), 'PricingCategory-C-007');
  require(/^[A-Z]{3}$/.test(row['BillingCurrency'] ?? ''), 'BillingCurrency-C-003: no ISO 4217 code');
  require(row['ProviderName'] === row['InvoiceIssuerName'] ||
    Number(row['BilledCost']) === 0, 'BilledCost-C-004');
  require((row['PricingQuantity'] === null) === (row['PricingUnit'] === null), 'PricingUnit-C-004');
  require((row['SkuId'] === null) === (row['SkuMeter'] === null), 'SkuMeter-C-003');
  require(at('ChargePeriodStart') < at('ChargePeriodEnd'), 'the charge period has no length');
  require(at('BillingPeriodStart') <= at('ChargePeriodStart') &&
    at('ChargePeriodEnd') <= at('BillingPeriodEnd'), 'the charge is not within its billing period');
  const subcategory = row['ServiceSubcategory'] ?? '';
  require(CATEGORY_OF[subcategory] === row['ServiceCategory'], `ServiceSubcategory-C-004: ${subcategory}`);
  return mistakes;
}

/** Rules `ServiceName-C-005` and `-008`: a service has one category and one subcategory. */
function serviceMistakes(rows: readonly ReadRow[]): string[] {
  const seen = new Map<string, string>();
  return rows.flatMap((row) => {
    const name = row['ServiceName'] ?? '';
    const category = `${row['ServiceCategory']}/${row['ServiceSubcategory']}`;
    const known = seen.get(name) ?? category;
    seen.set(name, known);
    return known === category ? [] : [`ServiceName-C-005: ${name} is in ${known} and ${category}`];
  });
}
