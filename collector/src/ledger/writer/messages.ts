import type { MaintenanceReport } from '../maintenance/maintain.ts';
import type { Retention } from '../maintenance/retention.ts';
import type { CommitResult, JournalBatch } from './journal-batch.ts';

export interface WriterThreadData {
  /** Path of the ledger file. */
  readonly path: string;
  /** Undefined: the ledger is not maintained. */
  readonly retention: Retention | undefined;
}

/** What the ledger asks of the writer thread. */
export type WriterRequest =
  | { readonly kind: 'commit'; readonly batch: JournalBatch }
  | { readonly kind: 'fold'; readonly upToId: number }
  | { readonly kind: 'close' };

/** What the writer thread tells. */
export type WriterReply =
  | { readonly kind: 'committed'; readonly result: CommitResult }
  | { readonly kind: 'folded'; readonly failure: string | undefined }
  /** A round of maintenance is over. */
  | { readonly kind: 'maintained'; readonly outcome: MaintenanceReport | { readonly failure: string } }
  /** Another process wrote to the ledger. */
  | { readonly kind: 'otherWriter' };
