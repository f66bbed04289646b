/** Ids of the price library for providers that it names otherwise. */
export const LIBRARY_PROVIDERS: Readonly<Record<string, string>> = {
  'aws-bedrock': 'aws',
  'google-vertex': 'google',
  moonshot: 'moonshotai',
  voyage: 'voyageai',
  xai: 'x-ai',
};

/**
 * Models of others for which the price of who makes them counts where the price library has none of the provider's own.
 *
 * Vertex AI and Microsoft Foundry sell Claude at the prices of Anthropic's own API. Sources:
 * cloud.google.com/vertex-ai/generative-ai/pricing (global endpoint); platform.claude.com/docs/en/build-with-claude/
 * claude-in-microsoft-foundry ("standard API pricing"). Azure publishes its own prices of OpenAI's models: a cut of OpenAI's
 * is not one of Azure's, see `models/azure.ts`.
 */
export const LIBRARY_FALLBACKS: Readonly<Record<string, RegExp>> = {
  'google-vertex': /^claude-/,
  azure: /^claude-/,
};

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
 * Providers that have several price lists; the variant of a call names the one that counts. A router (Hugging Face) bills
 * the price of who answered, Alibaba one for each part of the world. Sources: huggingface.co/docs/inference-providers/pricing
 * ("the same rates as the provider"), alibabacloud.com/help/en/model-studio/model-pricing.
 */
export const PROVIDERS_WITH_LISTS: ReadonlySet<string> = new Set(['alibaba', 'huggingface']);

/** The price list that counts: `huggingface_together` for what Together answered behind the router. */
export function priceListOf(provider: string, variant: string | undefined): string {
  return variant !== undefined && PROVIDERS_WITH_LISTS.has(provider) ? `${provider}_${variant}` : provider;
}
