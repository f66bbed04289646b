import { PROVIDERS, type ProviderHost } from '../adapters/registry.ts';
import { parseAuthority } from '../capture/authority.ts';
import { ConfigurationError } from './configuration-error.ts';
import { findSimilar } from './similar-name.ts';

export const PROVIDER_HOSTS_VARIABLE = 'OUTLAY_PROVIDER_HOSTS';

const PROVIDER_ID = /^[a-z0-9][a-z0-9-]{0,63}$/;

export interface ProviderHosts {
  hosts: readonly ProviderHost[];
  /** One for each entry that cannot be used, the others count; and one for each that may be mistyped, which counts too. */
  problems: readonly ConfigurationError[];
}

/**
 * Parses `openai=127.0.0.1:8081,resend=mail.internal`: which provider answers at a host of one's own. An id that is not
 * among `providers` is a new provider, one that speaks OpenAI's wire.
 */
export function parseProviderHosts(text: string, providers: readonly string[] = PROVIDERS): ProviderHosts {
  const hosts: ProviderHost[] = [];
  const problems: ConfigurationError[] = [];
  const tell = (problem: string): void => {
    problems.push(new ConfigurationError(`${PROVIDER_HOSTS_VARIABLE}: ${problem}`));
  };
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const parsed = parseEntry(entry);
    if (typeof parsed === 'string') {
      tell(parsed);
      continue;
    }
    hosts.push(parsed);
    const { provider } = parsed;
    const meant = findSimilar(provider, providers);
    if (meant !== undefined) {
      tell(
        `"${provider}" is metered as a new provider that speaks OpenAI's wire. Did you mean "${meant}"? Then write that.`,
      );
    }
  }
  return { hosts, problems };
}

function parseEntry(entry: string): ProviderHost | string {
  const equals = entry.indexOf('=');
  if (equals === -1)
    return `"${withoutSecrets(entry)}" names no provider. Write provider=host or provider=host:port.`;
  const provider = entry.slice(0, equals).trim();
  const address = entry.slice(equals + 1).trim();
  if (!PROVIDER_ID.test(provider)) {
    return `"${provider}" is no provider. Write small letters, digits and dashes: a known provider or a name of your own.`;
  }
  const authority = parseAuthority(address);
  if (authority === undefined) {
    return `"${withoutSecrets(address)}" is no host for ${provider}. Write a host or host:port, without scheme, path or user.`;
  }
  return { provider, ...authority };
}

/** Somebody may write a whole URL, with a user and a key in it. */
function withoutSecrets(text: string): string {
  return text.replace(/^([a-z]+:\/\/)?.*@/i, '$1...@').replace(/\?.*$/, '?...');
}
