import type { Allowance, UnitPrice } from '@outlay/instrumentation/pricing';
import { printable } from './printable.ts';
import { wrapText } from './text-layout.ts';

/** The unit prices and free allowances of a provider as lines of at most 80 characters. */
export function renderProviderPrices(
  provider: string,
  units: readonly UnitPrice[],
  allowances: readonly Allowance[],
): string[] {
  const lines = [`Units of ${provider}`];
  for (const [source, rows] of bySource(units)) {
    lines.push('', ...rows.map(renderUnit), ...wrapText(`  source: ${printable(source)}`, '    '));
  }
  if (allowances.length > 0) lines.push('', 'Free of charge (UTC; for the whole account)', '');
  for (const { unit, variant, quantity, per, from, source } of allowances) {
    const since = from === undefined ? '' : `, from ${from}`;
    lines.push(`  ${quantity.toLocaleString('en')} ${name(unit, variant)} a ${per}${since}`);
    lines.push(...wrapText(`    ${printable(source)}`, '    '));
  }
  return lines;
}

function bySource(units: readonly UnitPrice[]): ReadonlyMap<string, readonly UnitPrice[]> {
  const groups = new Map<string, UnitPrice[]>();
  for (const row of units) {
    const group = groups.get(row.source);
    if (group === undefined) groups.set(row.source, [row]);
    else group.push(row);
  }
  return groups;
}

function renderUnit({ unit, operation, variant, from, nanoUsdPerUnit }: UnitPrice): string {
  const price = nanoUsdPerUnit === 0 ? 'counted, not billed' : readablePrice(nanoUsdPerUnit);
  const where = operation === undefined ? '' : ` (${printable(operation)})`;
  return `  ${`${name(unit, variant)}${where}`.padEnd(36)}  ${price.padEnd(24)}  ${from}`.trimEnd();
}

function name(unit: string, variant: string | undefined): string {
  return variant === undefined ? unit : `${unit} ${printable(variant)}`;
}

/** Prices of a fraction of a cent are told for a number of units that makes them readable. */
function readablePrice(nanoUsd: number): string {
  const per = [1, 1_000, 1_000_000, 1_000_000_000].find((count) => nanoUsd * count >= 1e7) ?? 1e9;
  const usd = Number(((nanoUsd * per) / 1e9).toPrecision(10));
  const amount = `$${usd < 10 ? usd.toString() : usd.toLocaleString('en')}`;
  return per === 1 ? `${amount} each` : `${amount} per ${per.toLocaleString('en')}`;
}
