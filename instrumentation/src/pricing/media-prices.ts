/**
 * Models of `@pydantic/genai-prices` whose price of output tokens is the price of image tokens, as they put out nothing
 * else. Source: developers.openai.com/api/docs/pricing, image tokens.
 */
export const IMAGE_OUTPUT_MODELS: ReadonlySet<string> = new Set([
  'gpt-image-1',
  'gpt-image-1-mini',
  'gpt-image-2',
]);

/**
 * Providers that bill the tokens of images and video in the prompt like those of text, unless a model has a price for them.
 * Sources: ai.google.dev/gemini-api/docs/pricing and cloud.google.com/vertex-ai/generative-ai/pricing, "input price (text,
 * image, video)"; docs.x.ai/developers/pricing, image tokens; alibabacloud.com/help/en/model-studio/model-pricing and
 * openrouter.ai/models, which have one input price for a model.
 */
export const MEDIA_BILLED_AS_TEXT: ReadonlySet<string> = new Set([
  'alibaba',
  'google',
  'google-vertex',
  'openrouter',
  'xai',
]);
