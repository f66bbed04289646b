import { OutlayError } from '../error.ts';

/** The query asks for what the ledger cannot tell. */
export class UsageQueryError extends OutlayError {
  override readonly name = 'UsageQueryError';
}
