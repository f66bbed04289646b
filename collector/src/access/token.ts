import { createHash, randomBytes } from 'node:crypto';

/** What a token may do: `ingest` sends telemetry and usage, `read` asks for metrics, budgets and reports. */
export const SCOPES = ['ingest', 'read'] as const;
export type Scope = (typeof SCOPES)[number];

/** A token as the tokens file keeps it: never the token itself. */
export interface StoredToken {
  /** Who has it, for the log and for taking it away again. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly sha256: Buffer;
}

/** Says what it is to people and to scanners that look for secrets in code. */
const PREFIX = 'outlay_';

const TOKEN_BYTES = 32;

/** A new token: 256 random bits. */
export function createToken(): string {
  return `${PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}

/**
 * The hash under which a token is kept. A slow hash such as scrypt protects what people think up and what can be guessed; 256
 * random bits cannot be, and it would cost every export as much as an attacker's guess.
 */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
