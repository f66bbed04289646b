import { PROVIDERS, type ProviderHost } from '../adapters/registry.ts';
import { parseAuthority } from '../capture/authority.ts';
import { ConfigurationError } from './configuration-error.ts';

export const PROVIDER_HOSTS_VARIABLE = 'OUTLAY_PROVIDER_HOSTS';

export interface ProviderHosts {
  hosts: readonly ProviderHost[];
  /** One for each entry that cannot be used; the others count. */
  problems: readonly ConfigurationError[];
}

/** Parses `openai=127.0.0.1:8081,resend=mail.internal`: which provider answers at a host of one's own. */
export function parseProviderHosts(text: string, providers: readonly string[] = PROVIDERS): ProviderHosts {
  const hosts: ProviderHost[] = [];
  const problems: ConfigurationError[] = [];
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const parsed = parseEntry(entry, providers);
    if (typeof parsed === 'string')
      problems.push(new ConfigurationError(`${PROVIDER_HOSTS_VARIABLE}: ${parsed}`));
    else hosts.push(parsed);
  }
  return { hosts, problems };
}

function parseEntry(entry: string, providers: readonly string[]): ProviderHost | string {
  const equals = entry.indexOf('=');
  if (equals === -1) return `"${entry}" names no provider. Write provider=host or provider=host:port.`;
  const provider = entry.slice(0, equals).trim();
  const address = entry.slice(equals + 1).trim();
  if (!providers.includes(provider)) {
    return `the provider "${provider}" is not known. Known providers: ${providers.join(', ')}.`;
  }
  const authority = parseAuthority(address);
  if (authority === undefined) {
    return `"${address}" is no host for ${provider}. Write a host or host:port, without scheme, path or user.`;
  }
  return { provider, ...authority };
}
