import { Option } from 'commander';
import { type LogLevel, LOG_LEVELS } from '../configuration/collector-options.ts';
import { OutlayError } from '../error.ts';
import { DEFAULT_SERVER_LIMITS, type ServerLimits } from '../server/limits.ts';
import type { TlsFiles } from '../server/tls.ts';
import { parseCount, parseSeconds, parseSwitch } from './option-parsers.ts';

/** Flags of `outlay collector` about who is let in and how much of it. */
export interface ServerFlags {
  tokens?: string;
  insecureNoAuth: boolean;
  tlsCert?: string;
  tlsKey?: string;
  tlsClientCa?: string;
  maxBodyBytes: number;
  maxCompressionRatio: number;
  maxBodyMemoryBytes: number;
  headersTimeout: number;
  requestTimeout: number;
  maxRequests: number;
  maxConnections: number;
  logLevel: LogLevel;
}

/** The options behind `ServerFlags`. */
export function serverOptions(): Option[] {
  const { headersTimeoutMs, requestTimeoutMs, ...defaults } = DEFAULT_SERVER_LIMITS;
  return [
    new Option('--tokens <file>', 'tokens that are let in: see outlay token').env('OUTLAY_TOKENS_FILE'),
    new Option('--insecure-no-auth [boolean]', 'let in whoever reaches the ports, also from other machines')
      .env('OUTLAY_INSECURE_NO_AUTH')
      .preset('true')
      .argParser(parseSwitch)
      .default(false),
    new Option('--tls-cert <file>', 'certificate and its chain, PEM: HTTPS on both ports').env(
      'OUTLAY_TLS_CERT',
    ),
    new Option('--tls-key <file>', 'key of the certificate, PEM').env('OUTLAY_TLS_KEY'),
    new Option('--tls-client-ca <file>', 'let in only clients with a certificate of this authority, PEM').env(
      'OUTLAY_TLS_CLIENT_CA',
    ),
    count(
      '--max-body-bytes <bytes>',
      'largest body accepted, before and after decompression',
      'MAX_BODY_BYTES',
    ).default(defaults.maxBodyBytes),
    count(
      '--max-compression-ratio <times>',
      'how many times larger than compressed a body may be',
      'MAX_COMPRESSION_RATIO',
    ).default(defaults.maxCompressionRatio),
    count(
      '--max-body-memory-bytes <bytes>',
      'what the bodies of all requests under way may take together',
      'MAX_BODY_MEMORY_BYTES',
    ).default(defaults.maxBodyMemoryBytes),
    duration(
      '--headers-timeout <duration>',
      'time for the headers of a request',
      'HEADERS_TIMEOUT',
      headersTimeoutMs,
    ),
    duration(
      '--request-timeout <duration>',
      'time for a whole request to arrive',
      'REQUEST_TIMEOUT',
      requestTimeoutMs,
    ),
    count('--max-requests <count>', 'requests under way at a time, on each port', 'MAX_REQUESTS').default(
      defaults.maxRequests,
    ),
    count('--max-connections <count>', 'open connections, on each port', 'MAX_CONNECTIONS').default(
      defaults.maxConnections,
    ),
    new Option('--log-level <level>', 'from which level on the log is written')
      .env('OUTLAY_LOG_LEVEL')
      .choices(LOG_LEVELS)
      .default('info'),
  ];
}

/** @throws OutlayError when one body of the largest size, compressed and not, has no room in what all may take */
export function limitsOf(flags: ServerFlags): ServerLimits {
  const { maxBodyBytes, maxCompressionRatio, maxBodyMemoryBytes, maxRequests, maxConnections } = flags;
  if (maxBodyMemoryBytes < 2 * maxBodyBytes) {
    throw new OutlayError(
      `--max-body-memory-bytes ${maxBodyMemoryBytes} has no room for a body of --max-body-bytes ${maxBodyBytes}, compressed ` +
        `and not: give ${2 * maxBodyBytes} or more, or smaller bodies`,
    );
  }
  return {
    ...{ maxBodyBytes, maxCompressionRatio, maxRequests, maxConnections },
    maxBodyMemoryBytes,
    headersTimeoutMs: flags.headersTimeout * 1000,
    requestTimeoutMs: flags.requestTimeout * 1000,
  };
}

/** @throws OutlayError when only a part of what TLS needs is given */
export function tlsOf({ tlsCert, tlsKey, tlsClientCa }: ServerFlags): TlsFiles | undefined {
  if (tlsCert !== undefined && tlsKey !== undefined) {
    return { certificate: tlsCert, key: tlsKey, clientAuthority: tlsClientCa };
  }
  if (tlsCert === undefined && tlsKey === undefined && tlsClientCa === undefined) return undefined;
  const missing = tlsCert === undefined ? '--tls-cert' : '--tls-key';
  throw new OutlayError(`TLS needs a certificate and its key: give ${missing} too`);
}

function count(flags: string, description: string, variable: string): Option {
  return new Option(flags, description).env(`OUTLAY_${variable}`).argParser(parseCount);
}

function duration(flags: string, description: string, variable: string, defaultMs: number): Option {
  return new Option(flags, description)
    .env(`OUTLAY_${variable}`)
    .argParser(parseSeconds)
    .default(defaultMs / 1000, `${defaultMs / 1000}s`);
}
