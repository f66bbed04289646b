import { parentPort, workerData } from 'node:worker_threads';
import type { IntegrityReport } from './check-integrity.ts';
import { openReadOnlyLedgerDatabase } from './database.ts';

const { dataDirectory } = workerData as { readonly dataDirectory: string };

parentPort?.postMessage(checkIntegrity(dataDirectory));

function checkIntegrity(folder: string): IntegrityReport {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  let database;
  try {
    database = openReadOnlyLedgerDatabase(folder);
    // `quick_check` reads every page and checks the order of every tree; what it leaves out, the comparison of each index
    // with its table, takes several times as long and the tables of size have no index beside their own tree.
    const finding = String(database.prepare('PRAGMA quick_check(1)').get()?.['quick_check']);
    return { isSound: finding === 'ok', finding: finding === 'ok' ? '' : finding, seconds: seconds() };
  } catch (error) {
    return {
      isSound: false,
      finding: error instanceof Error ? error.message : String(error),
      seconds: seconds(),
    };
  } finally {
    database?.close();
  }
}
