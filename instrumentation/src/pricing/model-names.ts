/**
 * Names under which a model may stand in a price list, the most telling one first; none where what it names is not billed
 * by a list at all. Providers wrap names in paths, ARNs and versions that price lists leave out.
 */
export function modelNames(provider: string, model: string): readonly string[] {
  const name = model.trim();
  if (provider === 'aws-bedrock') return bedrockNames(name);
  if (provider === 'google' || provider === 'google-vertex') return googleNames(name);
  return [name];
}

/** Resources of Bedrock that are billed like the model that their ARN names. */
const ARN_OF_MODEL =
  /^arn:aws[\w-]*:bedrock:[^:]*:[^:]*:(?:foundation-model|inference-profile)\/(?<model>.+)$/;

/**
 * `anthropic.claude-...-v1:0`, with a prefix of its region (`us.`, `global.`) that may change the price, or an ARN of it.
 * What an application's own profile, provisioned throughput or custom model costs does not follow from its ARN.
 */
function bedrockNames(name: string): readonly string[] {
  if (!name.startsWith('arn:')) return [name];
  const model = ARN_OF_MODEL.exec(name)?.groups?.['model'];
  return model === undefined ? [] : [model];
}

/**
 * `models/gemini-2.5-pro`, `publishers/anthropic/models/claude-sonnet-4@20250514`,
 * `projects/p/locations/l/publishers/google/models/x`, `google/gemini-2.5-flash` of the OpenAI-compatible endpoint.
 */
function googleNames(name: string): readonly string[] {
  const bare = name.replace(/^(?:.*\/)?models\//, '').replace(/^google\//, '');
  const at = bare.indexOf('@');
  if (at === -1) return [bare];
  const version = bare.slice(at + 1);
  const base = bare.slice(0, at);
  return /^\d/.test(version) ? [bare, `${base}-${version}`] : [bare, base];
}
