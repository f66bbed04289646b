import type { RequestHead } from '../../capture/types.ts';
import { SupabaseReader } from './supabase-reader.ts';
import type { Endpoint } from '../types.ts';

const OPERATIONS: Readonly<Record<string, string>> = {
  GET: 'select',
  HEAD: 'select',
  POST: 'insert',
  PUT: 'upsert',
  PATCH: 'update',
  DELETE: 'delete',
};
/** A name in a path; anything longer is no name of a table. */
const MAX_NAME_LENGTH = 63;

/** A request to PostgREST, by what it does to which table; of its filters nothing is looked at. */
export function matchRest(method: string, path: string): Endpoint {
  const [first = '', second = ''] = path.split('/');
  const isFunction = first === 'rpc' && second !== '';
  const table = nameOf(isFunction ? second : first);
  const operation = isFunction ? 'rpc' : (OPERATIONS[method] ?? 'other');
  return {
    operation,
    billing: 'stated',
    createReader: (head) =>
      new SupabaseReader({
        table,
        countsRows: true,
        ...(operation === 'insert' && isUpsert(head) && { operation: 'upsert' }),
      }),
  };
}

/** Whether an insert overwrites stands in a header. */
function isUpsert(head: RequestHead): boolean {
  return /\bresolution=(merge|ignore)-duplicates\b/.test(head.header('prefer') ?? '');
}

function nameOf(segment: string): string | undefined {
  try {
    const name = decodeURIComponent(segment);
    return name !== '' && name.length <= MAX_NAME_LENGTH ? name : undefined;
  } catch {
    return undefined;
  }
}
