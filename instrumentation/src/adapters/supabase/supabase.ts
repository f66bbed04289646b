import { matchFunction, matchRealtime } from './supabase-functions.ts';
import { matchRest } from './supabase-rest.ts';
import { matchStorage } from './supabase-storage.ts';
import { SupabaseReader } from './supabase-reader.ts';
import type { Endpoint, ProviderAdapter } from '../types.ts';

/** Operations of Auth by the first segment of their path; others are `auth`. */
const AUTH_OPERATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    admin: 'auth_admin',
    factors: 'auth_factor',
    invite: 'auth_invite',
    logout: 'auth_logout',
    magiclink: 'auth_otp',
    otp: 'auth_otp',
    recover: 'auth_recover',
    resend: 'auth_otp',
    signup: 'auth_signup',
    sso: 'auth_sso',
    token: 'auth_token',
    user: 'auth_user',
    verify: 'auth_verify',
  }),
);

const bytesOnly = () => new SupabaseReader({});
const OTHER: Endpoint = { operation: 'other', billing: 'stated', createReader: bytesOnly };

/**
 * Supabase, hosted or one's own. What is billed of a request is what leaves Supabase, the invocation of a function, and the
 * messages of Realtime; monthly active users, the size of a database and connections cannot be seen in requests.
 */
export const supabase: ProviderAdapter = {
  provider: 'supabase',
  hosts: ['.supabase.co', '.supabase.in'],
  endpoint(method, path, hostname) {
    const [, api, rest = ''] =
      /\/(rest|auth|storage|functions|realtime|graphql)\/v1(?:\/(.*))?$/.exec(path) ?? [];
    switch (api) {
      case 'rest':
        return matchRest(method, rest);
      case 'auth': {
        const operation = AUTH_OPERATIONS.get(rest.split('/', 1)[0] ?? '') ?? 'auth';
        return { operation, billing: 'stated', createReader: bytesOnly };
      }
      case 'storage':
        return matchStorage(method, rest);
      case 'functions':
        return matchFunction(rest);
      case 'realtime':
        return matchRealtime(method, rest);
      case 'graphql':
        return { operation: 'graphql', billing: 'stated', createReader: bytesOnly };
      default:
        return hostname?.includes('.functions.supabase.') === true ? matchFunction(path.slice(1)) : OTHER;
    }
  },
};
