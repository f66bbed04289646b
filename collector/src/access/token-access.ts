import { timingSafeEqual } from 'node:crypto';
import { type Scope, type StoredToken, hashToken } from './token.ts';

export type Verdict =
  | { readonly outcome: 'allowed'; readonly name: string }
  /** No token, or one that is not known. */
  | { readonly outcome: 'unauthenticated' }
  /** A known token without the scope. */
  | { readonly outcome: 'forbidden'; readonly name: string };

/** Decides who may ask for what, by bearer tokens (RFC 6750). */
export class TokenAccess {
  #tokens: readonly StoredToken[];

  constructor(tokens: readonly StoredToken[]) {
    this.#tokens = tokens;
  }

  /** Replaces the tokens; requests that are under way are finished. */
  replace(tokens: readonly StoredToken[]): void {
    this.#tokens = tokens;
  }

  /** @param authorization the request's `Authorization` header */
  check(authorization: string | undefined, scope: Scope): Verdict {
    const [, token] = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i.exec(authorization ?? '') ?? [];
    if (token === undefined) return { outcome: 'unauthenticated' };
    const hash = hashToken(token);
    let known: StoredToken | undefined;
    // Every hash is compared, in constant time: how long it takes tells nothing about which are close.
    for (const stored of this.#tokens) if (timingSafeEqual(hash, stored.sha256)) known = stored;
    if (known === undefined) return { outcome: 'unauthenticated' };
    return { outcome: known.scopes.has(scope) ? 'allowed' : 'forbidden', name: known.name };
  }
}
