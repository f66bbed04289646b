import { SupabaseReader } from './supabase-reader.ts';
import type { Endpoint } from '../types.ts';

/** What follows `object/` when it is not the name of a bucket. */
const OBJECT_OPERATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    copy: 'storage_copy',
    info: 'storage_info',
    list: 'storage_list',
    'list-v2': 'storage_list',
    move: 'storage_move',
  }),
);
const BY_METHOD: Readonly<Record<string, string>> = {
  GET: 'storage_download',
  HEAD: 'storage_info',
  POST: 'storage_upload',
  PUT: 'storage_upload',
  PATCH: 'storage_upload',
  DELETE: 'storage_remove',
};

/** A request to Storage: bytes up and down; of the names of buckets and files nothing is kept. */
export function matchStorage(method: string, path: string): Endpoint {
  return {
    operation: operationOf(method, path),
    billing: 'stated',
    createReader: () => new SupabaseReader({}),
  };
}

function operationOf(method: string, path: string): string {
  const [area = '', second = '', third = ''] = path.split('/');
  if (area === 'bucket') return 'storage_bucket';
  if (area === 'render') return 'storage_transform';
  if (area === 'upload') return 'storage_upload';
  if (area !== 'object') return 'storage';
  if (second === 'sign') return method === 'GET' ? 'storage_download' : 'storage_sign';
  // `upload/sign/...` makes a place for an upload, or is one.
  if (second === 'upload' && third === 'sign') return method === 'PUT' ? 'storage_upload' : 'storage_sign';
  return OBJECT_OPERATIONS.get(second) ?? BY_METHOD[method] ?? 'storage';
}
