import { Command } from 'commander';
import { type LedgerSummary, copyLedger } from '../ledger/backup/backup-file.ts';
import { restoreLedger } from '../ledger/backup/restore-ledger.ts';
import { openExistingLedgerDatabase } from '../ledger/database.ts';
import { dataOption } from './collector.ts';

/** `outlay backup`: copies the ledger to one file, also while a collector runs on it. */
export function backupCommand(): Command {
  return new Command('backup')
    .description('copy the ledger to one file, checked, while the collector runs or not')
    .argument('<file>', 'file to write; it must not be there')
    .addOption(dataOption())
    .action(async (file: string, { data }: { data: string }) => {
      const ledger = openExistingLedgerDatabase(data);
      try {
        console.log(`${file}: ${renderSummary(await copyLedger(ledger, file))}`);
      } finally {
        ledger.close();
      }
    });
}

/** `outlay restore`: makes a backup the ledger of a folder that has none. */
export function restoreCommand(): Command {
  return new Command('restore')
    .description('make a backup the ledger of a folder; overwrites nothing')
    .argument('<file>', 'what outlay backup wrote')
    .addOption(dataOption())
    .addHelpText(
      'after',
      '\nServices that still run go on without loss: their next export carries what they spent since the backup. What services\n' +
        'that ended meanwhile had spent after it, and what was imported after it, is not in it: import files again.',
    )
    .action(async (file: string, { data }: { data: string }) => {
      console.log(`Restored to ${data}: ${renderSummary(await restoreLedger(file, data))}`);
    });
}

function renderSummary({ series, bytes, lastSpend }: LedgerSummary): string {
  const size = `${(bytes / 1e6).toFixed(1)} MB`;
  const until =
    lastSpend === undefined ? 'no spend' : `spend up to the quarter hour of ${lastSpend.toISOString()}`;
  return `${series.toLocaleString('en')} series, ${size}, ${until}`;
}
