import { loadFirstTokens } from '../access/tokens-file.ts';
import { TokenAccess } from '../access/token-access.ts';
import { OutlayError } from '../error.ts';
import { isLoopback } from './loopback.ts';
import { type TlsContext, type TlsFiles, readTls } from './tls.ts';

export interface CredentialOptions {
  readonly host: string;
  readonly tokensFile: string | undefined;
  readonly insecureNoAuth: boolean;
  readonly tls: TlsFiles | undefined;
}

export interface Credentials {
  readonly access: TokenAccess | undefined;
  readonly tls: TlsContext | undefined;
}

/**
 * Reads tokens, certificate and key.
 *
 * @throws OutlayError when one of them is wrong, or when others could reach a collector that asks nobody who they are
 */
export function loadCredentials({ host, tokensFile, insecureNoAuth, tls }: CredentialOptions): Credentials {
  if (tokensFile === undefined && !insecureNoAuth && !isLoopback(host)) {
    throw new OutlayError(
      `at ${host} others than this machine can send spend and read it, and no tokens are asked for. ` +
        'Make one with: outlay token create --tokens FILE --name NAME --scope ingest, and start with --tokens FILE. ' +
        'Where something in front lets only the right people through, say --insecure-no-auth',
    );
  }
  return {
    access: tokensFile === undefined ? undefined : new TokenAccess(loadFirstTokens(tokensFile)),
    tls: tls === undefined ? undefined : readTls(tls),
  };
}
