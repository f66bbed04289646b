import { asObject, asText } from '../wire/json-values.ts';

/**
 * What an image in low detail costs, whatever its size. Source: OpenAI, "Images and vision", section "Calculating costs"
 * (base tokens of the models that are billed by tiles), read 2026-11-22. Any other image depends on its size, which the
 * request does not state, or on the model's own count of patches.
 */
const LOW_DETAIL_TOKENS: readonly { model: RegExp; tokens: number }[] = [
  { model: /(^|[/:])gpt-4o-mini/, tokens: 2833 },
  { model: /(^|[/:])gpt-4\.1-(mini|nano)/, tokens: 0 },
  { model: /(^|[/:])(gpt-4o|gpt-4\.1|gpt-4\.5|gpt-4-turbo|chatgpt-4o)/, tokens: 85 },
  { model: /(^|[/:])(o1|o3)(?!-mini)/, tokens: 75 },
  { model: /(^|[/:])gpt-5(?!-(mini|nano)|[.\d])/, tokens: 70 },
];

/** Tokens of an `image_url` or `input_image`; undefined when they are not known. */
export function countImage(part: Record<string, unknown>, model: string | undefined): number | undefined {
  const detail = asText(asObject(part['image_url'])?.['detail']) ?? asText(part['detail']);
  if (detail !== 'low' || model === undefined) return undefined;
  return LOW_DETAIL_TOKENS.find((row) => row.model.test(model.toLowerCase()))?.tokens || undefined;
}
