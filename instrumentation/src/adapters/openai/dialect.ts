import type { BilledResult } from '../types.ts';
import type { Usage } from '../../pricing/usage.ts';
import type { Shape } from '../../wire/json-extractor.ts';

export type WireObject = Readonly<Record<string, unknown>>;

/** What response headers tell of the bill. */
export interface HeaderFacts {
  /** Tokens of the prompt that came from the cache, where the body does not tell them. */
  cacheReadTokens?: number;
  /** In USD. */
  statedCostUsd?: number;
  /** What else decides the price, such as who answered behind a router. */
  variant?: string;
}

/** What of an image decides its price. */
export interface ImageFacts {
  model: string | undefined;
  quality: string | undefined;
  /** `1024x1024` */
  size: string | undefined;
}

/** What may decide the price beside the model. */
export interface VariantFacts {
  hostname: string;
  path: string;
  model: string | undefined;
  request: WireObject;
  usage: WireObject;
}

/** Where a provider's wire differs from OpenAI's, or says more. */
export interface Dialect {
  /** Members of a result that are read beside OpenAI's. */
  readonly members?: Readonly<Record<string, Shape>>;
  /** True when every stream states its usage, asked for or not: then none has to be estimated. */
  readonly streamsStateUsage?: boolean;
  /** Finds the usage object of a result; its `usage` when absent. */
  findUsage?(result: WireObject): unknown;
  /** Usage of that object; `parseOpenAiUsage` when absent. */
  parseUsage?(wire: unknown): Usage | undefined;
  /** The cost that the usage object states, in USD. */
  statedCostUsd?(wire: WireObject): number | undefined;
  /** What is billed beside the tokens: calls of hosted tools, sources, pages. */
  countUnits?(result: WireObject, wire: WireObject): Usage['units'] | undefined;
  /** What is billed on its own, whatever response names it. */
  listResults?(result: WireObject): readonly BilledResult[];
  /** What else than the model decides the price. */
  variant?(facts: VariantFacts): string | undefined;
  /** Members of the request that `variant` needs. */
  readonly requestMembers?: Readonly<Record<string, Shape>>;
  /** The variant of an image that is billed by the piece; the model when absent. */
  imageVariant?(image: ImageFacts): string | undefined;
  readHeaders?(header: (name: string) => string | undefined): HeaderFacts;
  /** The model that the path names, asked when the body of the request names none. */
  modelOfPath?(path: string): string | undefined;
}
