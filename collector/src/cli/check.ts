import { Command } from 'commander';
import { DEFAULT_BUDGETS_FILE } from '../configuration/collector-options.ts';
import { loadBudgets } from '../budget/load-configuration.ts';

/** `outlay check`: says whether a budgets file is valid, and what is wrong with it line by line. */
export function checkCommand(): Command {
  return new Command('check')
    .description('validate a budgets file')
    .argument('[file]', 'budgets file', DEFAULT_BUDGETS_FILE)
    .action((file: string) => {
      const { budgets } = loadBudgets(file);
      console.log(`${file}: ${budgets.length === 1 ? '1 budget' : `${budgets.length} budgets`}, no mistakes`);
    });
}
