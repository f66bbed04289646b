import { Command, CommanderError } from 'commander';
import { OutlayError } from '../error.ts';
import { VERSION } from '../version.ts';
import { backupCommand, restoreCommand } from './backup.ts';
import { budgetsCommand } from './budgets.ts';
import { checkCommand } from './check.ts';
import { collectorCommand } from './collector.ts';
import { importCommand } from './import.ts';
import { pricesCommand } from './prices.ts';
import { recordCommand } from './record.ts';
import { reportCommand } from './report.ts';
import { tokenCommand } from './token.ts';
import { upCommand } from './up.ts';

/** Entry of the `outlay` command. Errors that explain themselves are printed without a stack. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('outlay')
    .description('Meters, budgets and forecasts what a team spends on the APIs it calls.')
    .version(VERSION)
    .addCommand(upCommand())
    .addCommand(collectorCommand())
    .addCommand(checkCommand())
    .addCommand(budgetsCommand())
    .addCommand(reportCommand())
    .addCommand(importCommand())
    .addCommand(backupCommand())
    .addCommand(restoreCommand())
    .addCommand(recordCommand())
    .addCommand(pricesCommand())
    .addCommand(tokenCommand());
  // A reader that closes the pipe early (`outlay report | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else if (error instanceof OutlayError) {
      console.error(`outlay: ${error.message}`);
      process.exitCode = 1;
    } else throw error;
  }
}
