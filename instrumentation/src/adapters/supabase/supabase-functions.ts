import { USAGE_UNIT } from '../../names.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asObject } from '../../wire/json-values.ts';
import { SupabaseReader } from './supabase-reader.ts';
import type { Endpoint } from '../types.ts';

/** Answers of the gateway before a function: not found, not allowed, too many. */
const NOT_INVOKED: ReadonlySet<number> = new Set([401, 404, 405, 429]);

/** An Edge Function: each invocation is billed, whatever it answers. */
export function matchFunction(path: string): Endpoint {
  const name = path.split('/', 1)[0] ?? '';
  return {
    operation: name === '' ? 'other' : 'invoke_function',
    billing: 'stated',
    createReader: () =>
      new SupabaseReader({
        unitsOf: (statusCode) =>
          name === '' || NOT_INVOKED.has(statusCode) ? {} : { [USAGE_UNIT.invocations]: 1 },
      }),
  };
}

/** An empty shape counts the messages, and keeps nothing of them. */
const BROADCAST_SHAPE: Shape = { object: { messages: { array: { object: {} } } } };

/**
 * Messages that are broadcast over HTTP. Those over WebSockets, and the copies that each listener gets, which are billed
 * too, cannot be seen here.
 */
export function matchRealtime(method: string, path: string): Endpoint {
  const isBroadcast = method === 'POST' && path === 'api/broadcast';
  return {
    operation: isBroadcast ? 'broadcast' : 'realtime',
    billing: 'stated',
    createReader: () => new SupabaseReader(isBroadcast ? { requestShape: BROADCAST_SHAPE, unitsOf } : {}),
  };
}

function unitsOf(statusCode: number, document: unknown) {
  const messages = asObject(document)?.['messages'];
  if (statusCode >= 300 || !Array.isArray(messages)) return {};
  return { [USAGE_UNIT.messages]: messages.length };
}
