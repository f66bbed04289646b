import {
  type CostLine,
  type PriceExplanation,
  type TokenKind,
  usdFromNano,
  type WorkedSum,
} from '@outlay/instrumentation/pricing';
import { alignColumns, wrapText } from './text-layout.ts';
import { printable } from './printable.ts';

const KIND_NAMES: Readonly<Record<TokenKind, string>> = {
  input: 'input',
  cacheRead: 'input, read from cache',
  cacheWrite: 'input, written to cache',
  cacheWrite1h: 'input, cached for 1 hour',
  inputAudio: 'input, audio',
  cacheReadAudio: 'input, cached audio',
  inputImage: 'input, image',
  cacheReadImage: 'input, cached image',
  inputVideo: 'input, video',
  cacheReadVideo: 'input, cached video',
  output: 'output',
  reasoning: 'output, reasoning',
  outputAudio: 'output, audio',
  outputImage: 'output, image',
};

/** The explanation of a model's price as lines of at most 80 characters. */
export function renderModelPrice(
  explained: PriceExplanation,
  providers: readonly string[],
  sum: WorkedSum | undefined,
): string[] {
  const { provider, model, at, serviceTier, from, until } = explained;
  const others = providers.filter((other) => other !== provider);
  const lines = [
    ...wrapText(`${printable(model)} of ${provider}, ${serviceTier ?? 'standard'} tier, at ${time(at)}`, ''),
    '',
    ...wrapText(`entry    ${printable(explained.entry)}`, '         '),
    ...wrapText(`source   ${printable(explained.source)}`, '         '),
    ...(from === undefined ? [] : [`from     ${time(from)}`]),
    ...(until === undefined ? [] : [`until    ${time(until)}`]),
    ...(others.length === 0 ? [] : wrapText(`also at  ${others.join(', ')}`, '         ')),
    '',
    ...renderRates(explained),
  ];
  if (explained.requestFeeUsd > 0) lines.push(`each request: $${decimal(explained.requestFeeUsd)}`);
  for (const { unit, usdPerUnit } of explained.units) lines.push(`${unit}: $${decimal(usdPerUnit)} each`);
  if (explained.tier?.factor !== undefined) {
    lines.push(
      ...wrapText(
        `The ${explained.tier.name} tier costs ${explained.tier.factor} times the standard price.`,
        '',
      ),
    );
  }
  if (explained.maxInputTokens !== undefined) {
    lines.push(`Prompts over ${whole(explained.maxInputTokens)} tokens have no price in this tier.`);
  }
  return sum === undefined ? lines : [...lines, '', ...renderSum(sum)];
}

function renderRates({ bands }: PriceExplanation): string[] {
  const kinds = (Object.keys(KIND_NAMES) as TokenKind[]).filter((kind) => isShown(kind, bands));
  if (kinds.length === 0) return ['no price for tokens'];
  const heads = bands.map(({ aboveInputTokens }, index) => {
    const next = bands[index + 1]?.aboveInputTokens;
    if (index > 0) return `over ${whole(aboveInputTokens)}`;
    return next === undefined ? 'USD per million' : `up to ${whole(next)}`;
  });
  const rows = kinds.map((kind) => [
    KIND_NAMES[kind],
    ...bands.map(({ usdPerMillion }) => decimal(usdPerMillion[kind] ?? 0)),
  ]);
  const title = bands.length > 1 ? 'USD per million, by prompt' : 'tokens';
  return alignColumns([[title, ...heads], ...rows]);
}

/** Kinds that cost what their text costs are not repeated. */
function isShown(kind: TokenKind, bands: PriceExplanation['bands']): boolean {
  const base = kind === 'input' || kind === 'output' ? undefined : baseOf(kind);
  return bands.some(
    ({ usdPerMillion }) =>
      usdPerMillion[kind] !== undefined &&
      (base === undefined || usdPerMillion[kind] !== usdPerMillion[base]),
  );
}

function baseOf(kind: TokenKind): TokenKind {
  if (kind === 'cacheWrite1h') return 'cacheWrite';
  if (kind.startsWith('cacheRead') && kind !== 'cacheRead') return 'cacheRead';
  return kind === 'reasoning' || kind.startsWith('output') ? 'output' : 'input';
}

function renderSum({ lines, priced }: WorkedSum): string[] {
  const rows = lines.map(({ what, count, usdPerUnit, usd }: CostLine) => [
    KIND_NAMES[what as TokenKind] ?? what,
    count.toLocaleString('en'),
    what in KIND_NAMES ? `x ${decimal(usdPerUnit * 1e6)} / 1M` : `x ${decimal(usdPerUnit)}`,
    Number.isNaN(usd) ? 'no price' : `$${usd.toFixed(9)}`,
  ]);
  const total = priced.priced
    ? `$${usdFromNano(priced.costNanoUsd).toFixed(9)}`
    : `no price: ${priced.reason}`;
  const table = alignColumns([...rows, ['total', '', '', total]]);
  if (!priced.priced || priced.unpriced === undefined) return table;
  return [...table, `A part has no price: ${priced.unpriced}.`];
}

function time(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function whole(count: number): string {
  return count.toLocaleString('en');
}

/** At least two decimals, and as many more as it takes. */
function decimal(usd: number): string {
  const [, fraction = ''] = usd.toFixed(10).replace(/0+$/, '').split('.');
  return usd.toFixed(Math.max(2, fraction.length));
}
