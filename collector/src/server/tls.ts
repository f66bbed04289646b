import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { OutlayError } from '../error.ts';

export interface TlsFiles {
  /** Certificate and the chain above it, PEM. */
  readonly certificate: string;
  readonly key: string;
  /** Authorities whose clients alone are let in; undefined: clients need no certificate. */
  readonly clientAuthority: string | undefined;
}

/** What the TLS server is set up with; read anew, it replaces the one in use. */
export interface TlsContext {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca?: Buffer;
  readonly minVersion: 'TLSv1.2';
}

/**
 * Reads certificate and key and checks that they belong together.
 *
 * @throws OutlayError naming the file, what is wrong with it and its option
 */
export function readTls({ certificate, key, clientAuthority }: TlsFiles): TlsContext {
  const context: TlsContext = {
    cert: readPem(certificate, '--tls-cert'),
    key: readPem(key, '--tls-key'),
    ...(clientAuthority === undefined ? {} : { ca: readPem(clientAuthority, '--tls-client-ca') }),
    minVersion: 'TLSv1.2',
  };
  try {
    createSecureContext(context);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OutlayError(
      `the certificate ${certificate} and the key ${key} cannot be used together: ${reason}; ` +
        'give both as PEM, and the key that the certificate was made for',
      { cause },
    );
  }
  return context;
}

/** When the certificate ends, for the log. */
export function certificateEnd({ cert }: TlsContext): string {
  return new Date(new X509Certificate(cert).validTo).toISOString();
}

function readPem(path: string, option: string): Buffer {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OutlayError(`${option} ${path} cannot be read: ${reason}`, { cause });
  }
  if (!content.includes('-----BEGIN ')) {
    throw new OutlayError(`${option} ${path} is not PEM: it has no line that starts with "-----BEGIN"`);
  }
  return content;
}
