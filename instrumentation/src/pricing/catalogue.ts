import { UNPRICED_REASON, type UnpricedReason } from '../names.ts';
import type { AllowanceBook } from './allowance-book.ts';
import type { PeriodUse } from './allowances.ts';
import type { CompiledPrice, MissingPrice } from './compile-price.ts';
import { ALWAYS } from './effective-window.ts';
import { priceListOf } from './library-providers.ts';
import { type FoundPrice, isMissing, ModelPrices } from './model-prices.ts';
import type { Genai } from './model-source.ts';
import { calculateUnitCost } from './model-units.ts';
import { roundNanoUsd } from './money.ts';
import { calculateTokenCost } from './token-cost.ts';
import { UNIT_PRICES, type UnitPrice, UnitPrices } from './unit-prices.ts';
import type { UserPrices } from './user-prices.ts';
import { hasTokens, isValidUsage, statesTokens, statesUsage, type Usage } from './usage.ts';

export interface PriceRequest {
  /** Provider id as in the `provider` label. */
  provider: string;
  /** The model that the provider billed. */
  model?: string | undefined;
  operation?: string | undefined;
  usage: Usage;
  /** How many requests the usage is the sum of; 1 when absent. */
  requests?: number | undefined;
  /** The call's own time: it chooses the price. */
  at: Date;
  /** The tier that the provider says it charged; absent is the standard tier. */
  serviceTier?: string | undefined;
  /** What else decides the price of a unit: a country, a channel. */
  variant?: string | undefined;
  /** The account's own count of the period, where the provider tells it with the call. */
  periodUsage?: readonly PeriodUse[] | undefined;
}

export type PricedCall =
  | {
      priced: true;
      /** Whole nano-USD. */
      costNanoUsd: number;
      source: string;
      /** Set when a part of the usage has no price: `costNanoUsd` is the price of the rest. */
      unpriced?: UnpricedReason;
    }
  | { priced: false; reason: UnpricedReason };

export interface PriceCatalogue {
  /**
   * Prices one call. Models have tiers by prompt size: of a sum tell of how many requests it is. Where the catalogue has
   * allowances, the call is counted as having used them. Never throws.
   */
  price(request: PriceRequest): PricedCall;
}

/** A catalogue whose user prices can be exchanged while it is in use. */
export interface OwnPriceCatalogue extends PriceCatalogue {
  /** Takes over what the user says of prices, for calls that are priced from now on. */
  useUserPrices(prices: UserPrices): void;
}

export interface PriceCatalogueOptions {
  /** Unit prices beside the public ones, of services of the user's own for instance. */
  units?: readonly UnitPrice[];
  userPrices?: UserPrices;
  /** Absent: no allowance is subtracted. */
  allowances?: AllowanceBook;
}

const UNIT_SOURCE = 'outlay unit prices';

/** A catalogue over the model prices given; `undefined` prices units alone. */
export function createPriceCatalogue(
  genai: Genai | undefined,
  options: PriceCatalogueOptions = {},
): OwnPriceCatalogue {
  return new Catalogue(genai, options);
}

let loading: Promise<PriceCatalogue> | undefined;

/**
 * Loads the model prices (57 ms, 3.7 MB) on first use. Later calls get the same catalogue.
 *
 * @throws when `@pydantic/genai-prices` cannot be imported; the next call tries again
 */
export function loadPriceCatalogue(): Promise<PriceCatalogue> {
  loading ??= import('@pydantic/genai-prices').then(
    (genai) => createPriceCatalogue(genai),
    (cause: unknown) => {
      loading = undefined;
      throw cause;
    },
  );
  return loading;
}

/** A catalogue of its own with the user's prices, and without allowances. */
export async function loadPriceCatalogueWith(userPrices: UserPrices): Promise<PriceCatalogue> {
  return createPriceCatalogue(await import('@pydantic/genai-prices'), { userPrices });
}

const INVALID_USAGE = unpriced(UNPRICED_REASON.invalidUsage);
const NO_USAGE = unpriced(UNPRICED_REASON.noUsage);
const NONE: readonly PeriodUse[] = [];
const NO_MODEL: MissingPrice = { window: ALWAYS, reason: UNPRICED_REASON.unknownModel };

class Catalogue implements OwnPriceCatalogue {
  readonly #models: ModelPrices | undefined;
  readonly #units: UnitPrices;
  readonly #allowances: AllowanceBook | undefined;
  #userUnits: UnitPrices | undefined;

  constructor(genai: Genai | undefined, { units = [], allowances, userPrices }: PriceCatalogueOptions) {
    this.#models = genai && new ModelPrices(genai);
    this.#units = new UnitPrices([...UNIT_PRICES, ...units]);
    this.#allowances = allowances;
    if (userPrices !== undefined) this.useUserPrices(userPrices);
  }

  useUserPrices({ units, models, allowances, processes }: UserPrices): void {
    this.#userUnits = units.length === 0 ? undefined : new UnitPrices(units);
    this.#models?.useModels(models);
    this.#allowances?.useRows(allowances, processes);
  }

  price(request: PriceRequest): PricedCall {
    const { usage } = request;
    if (!isValidUsage(usage)) return INVALID_USAGE;
    if (!statesUsage(usage)) return NO_USAGE;
    if (usage.units !== undefined) return this.#priceUnits(request, usage.units);
    const found = this.#find(request);
    if (isMissing(found)) return unpriced(found.reason);
    const tokens = priceTokens(found, request);
    if (typeof tokens === 'string') return unpriced(tokens);
    return { priced: true, costNanoUsd: roundNanoUsd(tokens), source: found.source };
  }

  #find({ provider, model, serviceTier, variant, at }: PriceRequest): FoundPrice {
    if (model === undefined || this.#models === undefined) return NO_MODEL;
    const found = this.#models.find(provider, model, serviceTier, at);
    const list = priceListOf(provider, variant);
    return isMissing(found) && list !== provider ? this.#models.find(list, model, serviceTier, at) : found;
  }

  /** Prices usage that has other units beside tokens or instead of them. */
  #priceUnits(request: PriceRequest, counts: NonNullable<Usage['units']>): PricedCall {
    const { usage } = request;
    const units = Object.entries(counts).filter((unit): unit is [string, number] => (unit[1] ?? 0) > 0);
    const tokensStated = statesTokens(usage);
    // None of a unit costs nothing, whatever one of it would cost.
    if (!tokensStated && units.length === 0) return { priced: true, costNanoUsd: 0, source: UNIT_SOURCE };

    const found = this.#find(request);
    let nanoUsd = 0;
    let missing: UnpricedReason | undefined;
    const sources = new Set<string>();
    if (isMissing(found)) {
      if (hasTokens(usage) || units.length === 0) return unpriced(found.reason);
      missing = found.reason;
    } else if (tokensStated) {
      const tokens = priceTokens(found, request);
      if (typeof tokens === 'string') return unpriced(tokens);
      nanoUsd += tokens;
      sources.add(found.source);
    }
    let pricedUnits = 0;
    for (const [unit, count] of units) {
      const part = this.#priceUnit(request, found, unit, count);
      if (part === undefined) continue;
      pricedUnits += 1;
      nanoUsd += part.nanoUsd;
      sources.add(part.source);
    }
    const all = pricedUnits === units.length;
    const reason = missing ?? UNPRICED_REASON.unknownUnit;
    if (!all && pricedUnits === 0 && !hasTokens(usage)) return unpriced(reason);
    const priced = {
      priced: true,
      costNanoUsd: roundNanoUsd(nanoUsd),
      source: [...sources].join('; '),
    } as const;
    return all ? priced : { ...priced, unpriced: reason };
  }

  /** By the user's price, else by the model's own where that covers the unit, else by the provider's. */
  #priceUnit(
    request: PriceRequest,
    found: FoundPrice,
    unit: string,
    count: number,
  ): { nanoUsd: number; source: string } | undefined {
    const { provider, operation, variant, at, periodUsage = NONE } = request;
    const question = { provider, unit, operation, variant, at };
    const covered = isMissing(found) ? undefined : found.units.find((one) => one.unit === unit);
    const own = this.#userUnits?.find(question);
    const price = own ?? (covered === undefined ? this.#units.find(question) : undefined);
    if (price === undefined && covered === undefined) return undefined;
    const free = this.#allowances?.take({ provider, unit, variant, count, at, stated: periodUsage }) ?? 0;
    if (price !== undefined) return { nanoUsd: (count - free) * price.nanoUsdPerUnit, source: price.source };
    if (covered === undefined || isMissing(found)) return undefined;
    return { nanoUsd: calculateUnitCost(covered, count - free), source: found.source };
  }
}

function unpriced(reason: UnpricedReason): PricedCall {
  return { priced: false, reason };
}

/** In nano-USD, not rounded, or why the tokens have no price. */
function priceTokens(
  price: CompiledPrice,
  { usage, requests = 1 }: Pick<PriceRequest, 'usage' | 'requests'>,
): number | UnpricedReason {
  if ((usage.inputTokens ?? 0) / requests > price.maxInputTokens) return UNPRICED_REASON.unknownServiceTier;
  // Where the adapter counts requests, they have unit prices that know more than the library's flat fee.
  const fee = usage.units?.requests === undefined ? price.requestFee * requests : 0;
  const nanoUsd = calculateTokenCost(price.bands, usage, requests) + fee;
  return Number.isNaN(nanoUsd) ? UNPRICED_REASON.unknownUnit : nanoUsd;
}
