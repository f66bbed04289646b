import { createHmac } from 'node:crypto';

/** 96 bits: among a billion users two share a hash with a probability of one in a hundred billion. */
const HASH_CHARACTERS = 24;

/**
 * Turns user ids into hashes (HMAC-SHA-256 with the salt as its key, cut to 24 hexadecimal characters): equal ids give
 * equal hashes wherever the salt is the same.
 */
export function createUserIdHash(salt: string): (userId: string) => string {
  return (userId) => createHmac('sha256', salt).update(userId).digest('hex').slice(0, HASH_CHARACTERS);
}
