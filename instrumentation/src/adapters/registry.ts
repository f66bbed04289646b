import { alibaba } from './alibaba.ts';
import { anthropic } from './anthropic.ts';
import { azure } from './azure.ts';
import { cloudflare } from './cloudflare.ts';
import { COMPATIBLE_PROVIDERS } from './compatible-providers.ts';
import { fireworks } from './fireworks.ts';
import { huggingFace } from './huggingface.ts';
import { mistral } from './mistral.ts';
import { openAi } from './openai.ts';
import { openRouter } from './openrouter.ts';
import { perplexity } from './perplexity.ts';
import { resend } from './resend.ts';
import { type ProviderAdapter } from './types.ts';
import { xai } from './xai.ts';

/** Every provider that is metered. */
export const ADAPTERS: readonly ProviderAdapter[] = [
  alibaba,
  anthropic,
  azure,
  cloudflare,
  fireworks,
  huggingFace,
  mistral,
  openAi,
  openRouter,
  perplexity,
  resend,
  xai,
  ...COMPATIBLE_PROVIDERS,
];

export const PROVIDERS: readonly string[] = ADAPTERS.map(({ provider }) => provider);

/** A host of one's own at which a provider answers: a proxy, a gateway, a test server. */
export interface ProviderHost {
  provider: string;
  hostname: string;
  /** Undefined matches every port. */
  port: number | undefined;
}

export type FindAdapter = (hostname: string, port: number | undefined) => ProviderAdapter | undefined;

/** A request to one of these names no port. */
const DEFAULT_PORTS: readonly number[] = [443, 80];

/** Tells which provider answers at a host; hosts of one's own come before the providers' public ones. */
export function createAdapterFinder(
  ownHosts: readonly ProviderHost[],
  adapters: readonly ProviderAdapter[] = ADAPTERS,
): FindAdapter {
  const byHost = new Map<string, ProviderAdapter>();
  const bySuffix: [string, ProviderAdapter][] = [];
  for (const adapter of adapters) {
    for (const host of adapter.hosts) {
      if (host.startsWith('.')) bySuffix.push([host, adapter]);
      else byHost.set(host, adapter);
    }
  }
  for (const { provider, hostname, port } of ownHosts) {
    const adapter = adapters.find((candidate) => candidate.provider === provider);
    if (adapter) byHost.set(port === undefined ? hostname : `${hostname}:${port}`, adapter);
  }
  return (hostname, port) => {
    for (const candidate of port === undefined ? DEFAULT_PORTS : [port]) {
      const adapter = byHost.get(`${hostname}:${candidate}`);
      if (adapter) return adapter;
    }
    return byHost.get(hostname) ?? bySuffix.find(([suffix]) => hostname.endsWith(suffix))?.[1];
  };
}
