/** Ids of the price library for providers that it names otherwise. */
export const LIBRARY_PROVIDERS: Readonly<Record<string, string>> = {
  'aws-bedrock': 'aws',
  'google-vertex': 'google',
  moonshot: 'moonshotai',
  voyage: 'voyageai',
  xai: 'x-ai',
};

/**
 * Providers for which the price of another provider counts where the price library has none of their own.
 *
 * Vertex AI publishes the prices of Claude, and they are those of Anthropic's own API on the global endpoint. Source:
 * cloud.google.com/vertex-ai/generative-ai/pricing. Azure publishes its own prices: see `models/azure.ts`.
 */
export const LIBRARY_FALLBACKS: ReadonlySet<string> = new Set(['google-vertex']);

/**
 * Models that the price library lists without any price because they are free; the price of the others is not known.
 *
 * Sources: openrouter.ai/docs (ids that end in `:free` cost nothing); developers.openai.com/api/docs/guides/moderation
 * ("the moderation endpoint is free to use"); ai.google.dev/gemini-api/docs/pricing (Gemma: free of charge, no paid tier).
 */
export const FREE_MODELS: Readonly<Record<string, RegExp>> = {
  openrouter: /:free$/,
  openai: /moderation/,
  google: /^gemma-/,
};

/**
 * Routers that pass a call on and bill the price of who answered, for which the price library has a list of its own. The
 * variant of a call names who did. Source: huggingface.co/docs/inference-providers/pricing ("the same rates as the provider").
 */
export const ROUTERS: ReadonlySet<string> = new Set(['huggingface']);

/** The provider whose price list counts: `huggingface_together` for what Together answered behind the router. */
export function priceListOf(provider: string, variant: string | undefined): string {
  return variant !== undefined && ROUTERS.has(provider) ? `${provider}_${variant}` : provider;
}
