import type * as GenaiPrices from '@pydantic/genai-prices';
import { editDistance } from '../configuration/edit-distance.ts';
import type { UnpricedReason } from '../names.ts';
import { ALLOWANCES } from './allowance-data.ts';
import { type Allowance, mergeAllowances } from './allowances.ts';
import { createPriceCatalogue, type PriceRequest, type PricedCall } from './catalogue.ts';
import { compilePrice } from './compile-price.ts';
import { LIBRARY_PROVIDERS } from './library-providers.ts';
import { MODEL_OVERRIDES } from './model-overrides.ts';
import { bandOf, splitTokens } from './token-cost.ts';
import type { RateBand, TokenKind } from './token-rates.ts';
import type { UnitPrice } from './unit-price.ts';
import { UNIT_PRICES } from './unit-prices.ts';
import { NO_USER_PRICES, type UserPrices } from './user-prices.ts';
import { ofProvider } from './provider-table.ts';

/** USD of one million tokens, by kind; kinds without a price are absent. */
export type UsdPerMillion = Readonly<Partial<Record<TokenKind, number>>>;

/** One line of a worked sum. */
export interface CostLine {
  readonly what: string;
  readonly count: number;
  /** For a token or a unit. */
  readonly usdPerUnit: number;
  readonly usd: number;
}

/** Everything that decides what a model costs. */
export interface PriceExplanation {
  readonly provider: string;
  readonly model: string;
  readonly at: Date;
  readonly serviceTier: string | undefined;
  /** Id of the entry that matched the name. */
  readonly entry: string;
  readonly source: string;
  /** When this price began and ends; absent: not known to change. */
  readonly from?: Date;
  readonly until?: Date;
  /** Lowest first; the first holds for every prompt that no later one holds for. */
  readonly bands: readonly { readonly aboveInputTokens: number; readonly usdPerMillion: UsdPerMillion }[];
  /** Larger prompts have no price in the tier. */
  readonly maxInputTokens?: number;
  /** Of the tier: the factor on the standard price, or prices of its own. */
  readonly tier?: { readonly name: string; readonly factor?: number; readonly source: string };
  readonly requestFeeUsd: number;
  readonly units: readonly { readonly unit: string; readonly usdPerUnit: number; readonly source: string }[];
}

export interface WorkedSum {
  readonly lines: readonly CostLine[];
  readonly priced: PricedCall;
}

type Library = Pick<typeof GenaiPrices, 'calcPrice' | 'waitForUpdate'>;

/** Explains prices to people, from the same data and by the same rules that price calls. */
export class PriceExplainer {
  readonly #library: Library;
  readonly #user: UserPrices;
  readonly #models: ReadonlyMap<string, readonly string[]>;

  constructor(library: Library, providers: readonly GenaiPrices.Provider[], user = NO_USER_PRICES) {
    this.#library = library;
    this.#user = user;
    this.#models = modelsByProvider(providers, user);
  }

  /**
   * Ids of the providers that have a price for the model at that time, those that make it first. A provider that prices
   * every name alike does not know it for that.
   */
  providersOf(model: string, at: Date): readonly string[] {
    const made = this.#library.calcPrice({}, model, { timestamp: at })?.provider.id;
    const priced = [...this.#models.keys()].filter(
      (provider) =>
        typeof this.explain({ provider, model, at }) === 'object' &&
        typeof this.explain({ provider, model: NO_MODEL, at }) === 'string',
    );
    return priced.sort((a, b) => Number(libraryId(b) === made) - Number(libraryId(a) === made));
  }

  /** Names of models like `written` that have a price, the closest first. */
  namesLike(written: string, provider: string | undefined, most: number): readonly string[] {
    const names = [...this.#models]
      .filter(([id]) => provider === undefined || id === provider)
      .flatMap(([, models]) => models);
    const wanted = written.toLowerCase();
    return [...new Set(names)]
      .map((name) => ({ name, distance: distance(wanted, name.toLowerCase()) }))
      .filter((candidate) => candidate.distance <= Math.max(3, wanted.length / 3))
      .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
      .slice(0, most)
      .map(({ name }) => name);
  }

  explain({ provider, model, at, serviceTier }: Question): PriceExplanation | UnpricedReason {
    const found = compilePrice(this.#library, this.#user.models, { provider, model, serviceTier, at });
    if ('reason' in found) return found.reason;
    const { window, entry, tier, maxInputTokens } = found;
    return {
      provider,
      model,
      at,
      serviceTier,
      entry: entry.modelId,
      source: found.source,
      ...(Number.isFinite(window.fromMs) && { from: new Date(window.fromMs) }),
      ...(Number.isFinite(window.untilMs) && { until: new Date(window.untilMs) }),
      bands: found.bands.map(({ aboveInputTokens, rates }) => ({
        aboveInputTokens: Math.max(0, aboveInputTokens),
        usdPerMillion: usdPerMillionOf(rates),
      })),
      ...(Number.isFinite(maxInputTokens) && { maxInputTokens }),
      ...(tier !== undefined && {
        tier: { name: tier.tier, source: tier.source, ...('factor' in tier && { factor: tier.factor }) },
      }),
      requestFeeUsd: found.requestFee / 1e9,
      units: found.units.map(({ unit, nanoUsdPerUnit }) => ({
        unit,
        usdPerUnit: nanoUsdPerUnit / 1e9,
        source: entry.source,
      })),
    };
  }

  /** What the usage costs, line by line. No allowance is subtracted. */
  calculate(request: PriceRequest): WorkedSum {
    const catalogue = createPriceCatalogue(this.#library, { userPrices: this.#user });
    const { provider, model, serviceTier, at, usage } = request;
    const lines: CostLine[] = [];
    if (model !== undefined) {
      const found = compilePrice(this.#library, this.#user.models, { provider, model, serviceTier, at });
      if (!('reason' in found)) lines.push(...tokenLines(found.bands, request));
      if (!('reason' in found) && found.requestFee > 0 && usage.units?.requests === undefined) {
        lines.push(line('request', 1, found.requestFee / 1e9));
      }
    }
    for (const [unit, count = 0] of Object.entries(usage.units ?? {})) {
      const one = catalogue.price({ ...request, usage: { units: { [unit]: 1_000_000 } } });
      if (count > 0 && one.priced) lines.push(line(unit, count, one.costNanoUsd / 1e15));
    }
    return { lines, priced: catalogue.price(request) };
  }

  /** The unit prices of a provider that count at a time or later, those of the user first. */
  unitPricesOf(provider: string, at: Date): readonly UnitPrice[] {
    return [...this.#user.units, ...UNIT_PRICES].filter(
      (row) => row.provider === provider && !isPast(row, at),
    );
  }

  allowancesOf(provider: string): readonly Allowance[] {
    return mergeAllowances(ALLOWANCES, this.#user.allowances).filter(
      (row) => row.provider === provider && row.quantity > 0,
    );
  }

  /** Every provider that has a price, of models or of units. */
  get providers(): readonly string[] {
    const ids = [
      ...this.#models.keys(),
      ...[...this.#user.units, ...UNIT_PRICES].map(({ provider }) => provider),
    ];
    return [...new Set(ids)].sort();
  }
}

/** A name that nothing has. */
const NO_MODEL = 'no model has this name';

type Question = Pick<PriceRequest, 'provider' | 'at' | 'serviceTier'> & { model: string };

/** Loads the price library (57 ms) and explains from it. */
export async function loadPriceExplainer(user: UserPrices = NO_USER_PRICES): Promise<PriceExplainer> {
  const library = await import('@pydantic/genai-prices');
  return new PriceExplainer(library, (await library.waitForUpdate()) ?? [], user);
}

/** True when a later row of the same kind counts at `at` already. */
function isPast(row: UnitPrice, at: Date): boolean {
  return UNIT_PRICES.some(
    (other) =>
      other.provider === row.provider &&
      other.unit === row.unit &&
      other.operation === row.operation &&
      other.variant === row.variant &&
      other.from > row.from &&
      Date.parse(other.from) <= at.getTime(),
  );
}

function tokenLines(bands: readonly RateBand[], { usage, requests = 1 }: PriceRequest): CostLine[] {
  const { rates } = bandOf(bands, (usage.inputTokens ?? 0) / requests);
  const counts = Object.entries(splitTokens(usage)) as [TokenKind, number][];
  return counts.filter(([, count]) => count > 0).map(([kind, count]) => line(kind, count, rates[kind] / 1e9));
}

function line(what: string, count: number, usdPerUnit: number): CostLine {
  return { what, count, usdPerUnit, usd: count * usdPerUnit };
}

function usdPerMillionOf(rates: RateBand['rates']): UsdPerMillion {
  const priced = (Object.entries(rates) as [TokenKind, number][]).filter(([, rate]) => !Number.isNaN(rate));
  return Object.fromEntries(priced.map(([kind, rate]) => [kind, rate / 1_000]));
}

function modelsByProvider(
  providers: readonly GenaiPrices.Provider[],
  user: UserPrices,
): ReadonlyMap<string, readonly string[]> {
  const ours = new Map(Object.entries(LIBRARY_PROVIDERS).map(([own, library]) => [library, own]));
  const models = new Map<string, string[]>();
  const add = (provider: string, ids: readonly string[]) => {
    models.set(provider, [...(models.get(provider) ?? []), ...ids]);
  };
  for (const { id, models: list } of providers) {
    const ids = list.map((model) => model.id);
    add(id === 'google' ? id : (ours.get(id) ?? id), ids);
    if (id === 'google') add('google-vertex', ids);
  }
  for (const [provider, list] of Object.entries(MODEL_OVERRIDES))
    add(
      provider,
      list.map(({ id }) => id),
    );
  for (const { provider, model } of user.models) add(provider, [model]);
  return models;
}

function libraryId(provider: string): string {
  return ofProvider(LIBRARY_PROVIDERS, provider) ?? provider;
}

/** A name that continues what was written counts as close. */
function distance(written: string, name: string): number {
  return name.includes(written) ? Math.min(2, name.length - written.length) : editDistance(written, name);
}
