import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { foldJournal } from '../journal/fold-journal.ts';
import { startMaintenance } from '../maintenance/maintain.ts';
import { JournalCommitter } from './journal-committer.ts';
import type { WriterReply, WriterRequest, WriterThreadData } from './messages.ts';

// The only writer of a running collector: an fsync here delays no request that is being read elsewhere.

/** How long a write waits for another process (an import beside the collector) before it fails, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;
/** How often it is looked whether another process wrote, in milliseconds. */
const OTHER_WRITER_INTERVAL_MS = 1_000;
/**
 * Pages of the write-ahead log before they are copied into the file: 16 MiB. The journal is written and cut again and
 * again; a longer log copies a page once for many commits.
 */
const CHECKPOINT_PAGES = 4_096;
/** A log that a long reader made grow is cut to this when it begins anew; without it, it stays as large as it ever was. */
const LONGEST_LOG_BYTES = 64 << 20;

if (parentPort === null) throw new Error('writer-thread.ts runs as a worker thread');
const port = parentPort;
const { path, retention } = workerData as WriterThreadData;
const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
database.exec(
  `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}; ` +
    `PRAGMA journal_size_limit = ${LONGEST_LOG_BYTES};`,
);
const committer = new JournalCommitter(database);
let folding: Promise<void> | undefined;
const stopMaintenance =
  retention &&
  startMaintenance({
    database,
    retention,
    onRound: (report) => tell({ kind: 'maintained', outcome: report }),
    onFailure: (error) =>
      tell({
        kind: 'maintained',
        outcome: { failure: error instanceof Error ? error.message : String(error) },
      }),
  });

let watchedVersion = committer.dataVersion();
const watch = setInterval(() => {
  let version: number;
  try {
    version = committer.dataVersion();
  } catch {
    // A disk that cannot be read now may be read the next time; what is booked meanwhile says so itself.
    return;
  }
  if (version === watchedVersion) return;
  watchedVersion = version;
  tell({ kind: 'otherWriter' });
}, OTHER_WRITER_INTERVAL_MS);

port.on('message', (request: WriterRequest) => {
  switch (request.kind) {
    case 'commit': {
      const result = committer.commit(request.batch);
      // An error of SQLite does not survive the way between threads; its text does.
      tell({
        kind: 'committed',
        result: result.outcome === 'failed' ? { ...result, cause: undefined } : result,
      });
      break;
    }
    case 'fold':
      folding = fold(request.upToId);
      break;
    case 'close':
      void close();
      break;
  }
});

/** A step at a time, so that batches which arrive meanwhile are written in between. */
async function fold(upToId: number): Promise<void> {
  let failure: string | undefined;
  try {
    const steps = foldJournal(database, upToId);
    while (steps.next().done !== true) await setImmediate();
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  tell({ kind: 'folded', failure });
}

async function close(): Promise<void> {
  await folding;
  await stopMaintenance?.();
  clearInterval(watch);
  database.close();
  port.close();
}

function tell(reply: WriterReply): void {
  port.postMessage(reply);
}
