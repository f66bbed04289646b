import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anthropic } from './anthropic.ts';
import { bedrock } from './bedrock.ts';
import { createCertificate } from './certificate.ts';
import { cohere, groq, mistral } from './compatible.ts';
import type { Provider } from './exchange.ts';
import { google } from './google.ts';
import { openAi } from './openai.ts';
import { type Proxy, startProxy } from './proxy.ts';
import { resend, supabase, twilio, upstash } from './services.ts';
import { type Manner, MANNERS, type StandIn, type StandInOptions, startStandIn } from './stand-in.ts';

interface Place {
  /** Id of the provider. */
  provider: string;
  standsIn: Provider;
  protocol?: NonNullable<StandInOptions['protocol']>;
}

/** Where the clients call, by the names that their cases use. */
const PLACES: Readonly<Record<string, Place>> = {
  openai: { provider: 'openai', standsIn: openAi },
  'openai https': { provider: 'openai', standsIn: openAi, protocol: 'https' },
  anthropic: { provider: 'anthropic', standsIn: anthropic },
  google: { provider: 'google', standsIn: google },
  mistral: { provider: 'mistral', standsIn: mistral },
  cohere: { provider: 'cohere', standsIn: cohere },
  groq: { provider: 'groq', standsIn: groq },
  'aws-bedrock': { provider: 'aws-bedrock', standsIn: bedrock },
  'aws-bedrock h2c': { provider: 'aws-bedrock', standsIn: bedrock, protocol: 'h2c' },
  resend: { provider: 'resend', standsIn: resend },
  twilio: { provider: 'twilio', standsIn: twilio },
  supabase: { provider: 'supabase', standsIn: supabase },
  upstash: { provider: 'upstash', standsIn: upstash },
};

export interface StandIns {
  /** Addresses by place and manner. */
  urls: Readonly<Record<string, Readonly<Record<Manner, string>>>>;
  /** What `OUTLAY_PROVIDER_HOSTS` says of them. */
  providerHosts: string;
  /** Path of the certificate of those that speak TLS. */
  certificateFile: string;
  /** HTTP versions that the clients spoke at a place. */
  versionsAt(place: string): string[];
  proxy: Proxy;
  close(): Promise<void>;
}

/** Starts every stand-in in every manner, and a proxy. Each has a port of its own, which tells whose requests they are. */
export async function startStandIns(): Promise<StandIns> {
  const tls = createCertificate();
  const folder = await mkdtemp(join(tmpdir(), 'outlay-clients-'));
  const certificateFile = join(folder, 'stand-in.pem');
  await writeFile(certificateFile, tls.cert);
  const proxy = await startProxy();
  const started: { place: string; provider: string; manner: Manner; url: string; standIn: StandIn }[] = [];
  for (const [place, { provider, standsIn, protocol = 'http' }] of Object.entries(PLACES)) {
    for (const manner of MANNERS) {
      const standIn = await startStandIn(standsIn, manner, { protocol, tls });
      const url = `${protocol === 'https' ? 'https' : 'http'}://127.0.0.1:${standIn.port}`;
      started.push({ place, provider, manner, url, standIn });
    }
  }
  const urls: Record<string, Record<string, string>> = {};
  for (const { place, manner, url } of started) urls[place] = { ...urls[place], [manner]: url };
  return {
    urls: urls as StandIns['urls'],
    providerHosts: started.map(({ provider, standIn }) => `${provider}=127.0.0.1:${standIn.port}`).join(','),
    certificateFile,
    versionsAt: (wanted) =>
      started
        .filter(({ place }) => place === wanted)
        .flatMap(({ standIn }) => [...standIn.versions])
        .sort(),
    proxy,
    async close() {
      await Promise.all([proxy.close(), ...started.map(({ standIn }) => standIn.close())]);
      await rm(folder, { recursive: true });
    },
  };
}
