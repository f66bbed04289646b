import { loadPriceExplainer, type PriceExplainer, type Usage } from '@outlay/instrumentation/pricing';
import { Command, InvalidArgumentError, Option } from 'commander';
import { OutlayError } from '../error.ts';
import { collectPairs, parseWholeNumber } from './option-parsers.ts';
import { renderProviderPrices } from './provider-price-text.ts';
import { renderModelPrice } from './model-price-text.ts';
import { loadUserPrices, pricesOption } from './user-prices.ts';

const FORMATS = ['text', 'json'] as const;

/** Options that tell how many tokens a call used, and the part of the usage that each is. */
const TOKEN_OPTIONS = {
  input: ['inputTokens', 'all prompt tokens, cached ones included'],
  output: ['outputTokens', 'all generated tokens, reasoning included'],
  cacheRead: ['cacheReadTokens', 'prompt tokens read from a cache'],
  cacheWrite: ['cacheWriteTokens', 'prompt tokens written to a cache'],
  cacheWrite1h: ['cacheWrite1hTokens', 'of these, kept for an hour'],
  reasoning: ['reasoningTokens', 'generated tokens of reasoning'],
  inputAudio: ['inputAudioTokens', 'prompt tokens of audio'],
  outputAudio: ['outputAudioTokens', 'generated tokens of audio'],
  inputImage: ['inputImageTokens', 'prompt tokens of images'],
  outputImage: ['outputImageTokens', 'generated tokens of images'],
} as const;

type TokenFlags = { [flag in keyof typeof TOKEN_OPTIONS]?: number };

interface Flags extends TokenFlags {
  provider?: string;
  at?: Date;
  tier?: string;
  unit: Record<string, string>;
  operation?: string;
  variant?: string;
  prices?: string;
  format: (typeof FORMATS)[number];
}

/** `outlay prices`: explains what a model or a unit of a provider costs, and why. */
export function pricesCommand(): Command {
  const command = new Command('prices')
    .description('explain what a model costs, or the units of a provider, line by line')
    .argument('[model]', 'model, as requests or responses name it')
    .option('--provider <id>', 'provider; without a model, its unit prices and free allowances')
    .addOption(new Option('--at <time>', 'time of the call (default: now)').argParser(parseTime))
    .option('--tier <name>', 'service tier, such as flex, priority or batch')
    .addOption(
      new Option('--unit <unit=count,...>', 'other units used, such as web_searches=2')
        .argParser(collectPairs)
        .default({}, 'none'),
    )
    .option('--operation <name>', 'operation, where units have a price for each')
    .option('--variant <name>', 'variant of a unit, such as a country')
    .addOption(pricesOption())
    .addOption(new Option('--format <format>', 'how to print it').choices(FORMATS).default('text'));
  for (const [flag, [, description]] of Object.entries(TOKEN_OPTIONS)) {
    const name = flag.replace(/([A-Z]|1h)/g, (part) => `-${part.toLowerCase()}`);
    command.addOption(new Option(`--${name} <tokens>`, description).argParser(parseWholeNumber));
  }
  return command.action(async (model: string | undefined, flags: Flags) => {
    const explainer = await loadPriceExplainer(await loadUserPrices(flags.prices));
    const output =
      model === undefined ? providerPrices(explainer, flags) : modelPrice(explainer, model, flags);
    process.stdout.write(`${output}\n`);
  });
}

function modelPrice(explainer: PriceExplainer, model: string, flags: Flags): string {
  const { tier: serviceTier, operation, variant, format } = flags;
  const at = flags.at ?? new Date();
  const others = explainer.providersOf(model, at);
  const provider = flags.provider ?? others[0];
  if (provider === undefined) throw unknownModel(explainer, model, undefined);
  const explained = explainer.explain({ provider, model, at, serviceTier });
  if (typeof explained === 'string') {
    if (explained !== 'unknown_service_tier') throw unknownModel(explainer, model, provider, others);
    throw new OutlayError(
      `${model} of ${provider} has no price in the tier "${serviceTier}" that is published and known; ` +
        'add one to prices.yaml with `serviceTier`, or leave --tier out for the standard price',
    );
  }
  const usage = usageOf(flags);
  const sum = usage && explainer.calculate({ provider, model, at, usage, serviceTier, operation, variant });
  if (format === 'json') return JSON.stringify({ ...explained, alsoPricedAt: others, usage, sum }, null, 2);
  return renderModelPrice(explained, others, sum).join('\n');
}

function unknownModel(
  explainer: PriceExplainer,
  model: string,
  provider: string | undefined,
  others: readonly string[] = [],
): OutlayError {
  const where = provider === undefined ? '' : ` of ${provider}`;
  const near = explainer.namesLike(model, provider, 5);
  const hints = [
    ...(near.length > 0 ? [`did you mean ${near.join(', ')}?`] : []),
    ...(others.length > 0 ? [`priced at: ${others.slice(0, 8).join(', ')}`] : []),
    'a price of your own goes into prices.yaml, under `models`',
  ];
  return new OutlayError(`no price is known for the model "${model}"${where}; ${hints.join('; ')}`);
}

function providerPrices(explainer: PriceExplainer, { provider, at, format }: Flags): string {
  if (provider === undefined) {
    throw new OutlayError('name a model, or a provider with --provider, for instance: outlay prices gpt-5');
  }
  const units = explainer.unitPricesOf(provider, at ?? new Date());
  const allowances = explainer.allowancesOf(provider);
  if (units.length === 0 && allowances.length === 0) {
    const known = explainer.providers.includes(provider);
    throw new OutlayError(
      known
        ? `${provider} has prices of models alone; name a model: outlay prices <model> --provider ${provider}`
        : `the provider "${provider}" is not known; known are ${explainer.providers.join(', ')}`,
    );
  }
  if (format === 'json') return JSON.stringify({ provider, units, allowances }, null, 2);
  return renderProviderPrices(provider, units, allowances).join('\n');
}

/** Undefined when no usage is given. */
function usageOf(flags: Flags): Usage | undefined {
  const usage: Usage = {};
  for (const [flag, [part]] of Object.entries(TOKEN_OPTIONS)) {
    const count = flags[flag as keyof TokenFlags];
    if (count !== undefined) usage[part] = count;
  }
  const units = Object.entries(flags.unit).map(([unit, count]) => [unit, parseCount(unit, count)] as const);
  if (units.length > 0) usage.units = Object.fromEntries(units);
  return Object.keys(usage).length === 0 ? undefined : usage;
}

function parseCount(unit: string, text: string): number {
  const count = Number(text);
  if (text === '' || !(count >= 0 && Number.isFinite(count))) {
    throw new OutlayError(`--unit ${unit}=${text}: the count must be a number of 0 or more`);
  }
  return count;
}

function parseTime(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError('It must be a day or time such as 2026-01-31 or 2026-01-31T10:00:00Z.');
  }
  return at;
}
