import { asObject, asText } from '../../wire/json-values.ts';

const OTHER = '_OTHER';

/** Canonical codes of Google's APIs, which stand in `error.status`. Source: google.aip.dev/193, google.rpc.Code. */
const STATUSES: ReadonlySet<string> = new Set([
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'UNAUTHENTICATED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
]);

/** `error.type` of an error that Google states in a body: its status in lower case, else its HTTP status, else `_OTHER`. */
export function describeGoogleError(value: unknown): string {
  const { status, code } = asObject(value) ?? {};
  const name = asText(status);
  if (name !== undefined && STATUSES.has(name)) return name.toLowerCase();
  return typeof code === 'number' && Number.isInteger(code) && code >= 400 && code < 600
    ? String(code)
    : OTHER;
}
