import { alephAlpha } from './aleph-alpha.ts';
import { alibaba } from './compatible/alibaba.ts';
import { anthropic } from './anthropic/anthropic.ts';
import { assemblyAi } from './assemblyai.ts';
import { awsBedrock } from './aws/aws-bedrock.ts';
import { awsSagemaker } from './aws/aws-sagemaker.ts';
import { azure } from './compatible/azure.ts';
import { cartesia } from './cartesia.ts';
import { cloudflare } from './compatible/cloudflare.ts';
import { cohere } from './cohere/cohere.ts';
import { COMPATIBLE_PROVIDERS } from './compatible/compatible-providers.ts';
import { createCompatibleAdapter } from './compatible/compatible.ts';
import { deepgram } from './deepgram.ts';
import { elevenLabs } from './elevenlabs.ts';
import { fireworks } from './compatible/fireworks.ts';
import { gladia } from './gladia.ts';
import { googleVertex } from './google/google-vertex.ts';
import { google } from './google/google.ts';
import { HostTable } from './host-table.ts';
import { huggingFace } from './compatible/huggingface.ts';
import { mistral } from './compatible/mistral.ts';
import { ollama } from './ollama.ts';
import { openAi } from './openai/openai.ts';
import { openRouter } from './compatible/openrouter.ts';
import { perplexity } from './compatible/perplexity.ts';
import { pinecone } from './pinecone.ts';
import { replicate } from './replicate.ts';
import { resend } from './resend.ts';
import { snowflake } from './snowflake.ts';
import { supabase } from './supabase/supabase.ts';
import { tavily } from './tavily.ts';
import { twilio } from './twilio/twilio.ts';
import type { ProviderAdapter } from './types.ts';
import { upstash } from './upstash/upstash.ts';
import { vercel } from './vercel/vercel.ts';
import { voyage } from './voyage.ts';
import { watsonx } from './watsonx.ts';
import { writer } from './writer.ts';
import { xai } from './compatible/xai.ts';

/** Every provider that is metered. */
export const ADAPTERS: readonly ProviderAdapter[] = [
  alephAlpha,
  alibaba,
  anthropic,
  assemblyAi,
  awsBedrock,
  awsSagemaker,
  azure,
  cartesia,
  cloudflare,
  cohere,
  deepgram,
  elevenLabs,
  fireworks,
  gladia,
  google,
  googleVertex,
  huggingFace,
  mistral,
  ollama,
  openAi,
  openRouter,
  perplexity,
  pinecone,
  replicate,
  resend,
  snowflake,
  supabase,
  tavily,
  twilio,
  upstash,
  vercel,
  voyage,
  watsonx,
  writer,
  xai,
  ...COMPATIBLE_PROVIDERS,
];

export const PROVIDERS: readonly string[] = ADAPTERS.map(({ provider }) => provider);

/** A host of one's own at which a provider answers: a proxy, a gateway, a test server. */
export interface ProviderHost {
  provider: string;
  /** A name or a pattern, in the forms of `ProviderAdapter.hosts`. */
  hostname: string;
  /** Undefined matches every port. */
  port: number | undefined;
}

export type FindAdapter = (hostname: string, port: number | undefined) => ProviderAdapter | undefined;

/** A request to one of these names no port. */
const DEFAULT_PORTS: readonly number[] = [443, 80];

/**
 * Tells which provider answers at a host; hosts of one's own come before the providers' public ones. A provider that has
 * no adapter is taken for one that speaks OpenAI's wire.
 */
export function createAdapterFinder(
  ownHosts: readonly ProviderHost[],
  adapters: readonly ProviderAdapter[] = ADAPTERS,
): FindAdapter {
  const byProvider = new Map(adapters.map((adapter) => [adapter.provider, adapter]));
  const publicHosts = new HostTable<ProviderAdapter>();
  for (const adapter of adapters) for (const host of adapter.hosts) publicHosts.add(host, adapter);
  const atAnyPort = new HostTable<ProviderAdapter>();
  const atPort = new Map<number, HostTable<ProviderAdapter>>();
  for (const { provider, hostname, port } of ownHosts) {
    const adapter = byProvider.get(provider) ?? createCompatibleAdapter(provider);
    byProvider.set(provider, adapter);
    if (port === undefined) {
      atAnyPort.add(hostname, adapter);
    } else {
      const table = atPort.get(port) ?? new HostTable();
      atPort.set(port, table);
      table.add(hostname, adapter);
    }
  }

  return (hostname, port) => {
    for (const candidate of port === undefined ? DEFAULT_PORTS : [port]) {
      const adapter = atPort.get(candidate)?.find(hostname);
      if (adapter) return adapter;
    }
    // A public host may be one of this machine: then its port is a part of it.
    return atAnyPort.find(hostname) ?? findAtPort(publicHosts, hostname, port) ?? publicHosts.find(hostname);
  };
}

function findAtPort(
  hosts: HostTable<ProviderAdapter>,
  hostname: string,
  port: number | undefined,
): ProviderAdapter | undefined {
  for (const candidate of port === undefined ? DEFAULT_PORTS : [port]) {
    const adapter = hosts.find(`${hostname}:${candidate}`);
    if (adapter !== undefined) return adapter;
  }
  return undefined;
}
