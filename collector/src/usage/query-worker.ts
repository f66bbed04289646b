import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { openReadOnlyLedgerDatabase } from '../ledger/database.ts';
import { LedgerReader } from '../ledger/reading/ledger-reader.ts';
import { type UsageQuery, UsageQueryError, type UsageReport, queryUsage } from './query.ts';

/** A query for the worker thread. */
export interface QueryRequest {
  readonly id: number;
  readonly query: UsageQuery;
}

export type QueryResponse = { readonly id: number } & (
  | { readonly report: UsageReport }
  | {
      /** Whether the query asks for what the ledger cannot tell; otherwise reading failed. */
      readonly isQueryError: boolean;
      readonly message: string;
    }
);

if (parentPort !== null) answerQueries(parentPort, (workerData as { dataDirectory: string }).dataDirectory);

function answerQueries(port: MessagePort, dataDirectory: string): void {
  const reader = new LedgerReader(openReadOnlyLedgerDatabase(dataDirectory));
  // The list of series takes a moment: not with the first query.
  reader.atOneMoment(() => undefined);
  port.on('message', ({ id, query }: QueryRequest) => port.postMessage(answer(reader, id, query)));
}

function answer(reader: LedgerReader, id: number, query: UsageQuery): QueryResponse {
  try {
    return { id, report: queryUsage(reader, query) };
  } catch (error) {
    return {
      id,
      isQueryError: error instanceof UsageQueryError,
      message: error instanceof Error ? error.message : String(error),
    };
  }
}
