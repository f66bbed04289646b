import { loadPriceCatalogueWith } from '@outlay/instrumentation/pricing';
import { Command, Option } from 'commander';
import { OutlayError } from '../error.ts';
import { type ImportSummary, importFile } from '../import/import-file.ts';
import { openLedgerDatabase } from '../ledger/database.ts';
import { Ledger } from '../ledger/ledger.ts';
import { decimalUsd } from '../usage/render-csv.ts';
import { dataOption } from './collector.ts';
import { collectPairs } from './option-parsers.ts';
import { ProgressBar } from './progress-bar.ts';
import { listImports, undoImport } from './undo-import.ts';
import { loadUserPrices, pricesOption } from './user-prices.ts';

interface Flags {
  data: string;
  map: Record<string, string>;
  set: Record<string, string>;
  timeZone: string;
  service: string;
  preferStated: boolean;
  prices?: string;
  dryRun: boolean;
  list: boolean;
  undo?: string;
}

/** `outlay import`: books past usage from a CSV file. */
export function importCommand(): Command {
  return new Command('import')
    .description('book past usage from a CSV file, gzipped or not; a row is never booked twice')
    .argument('[file]', 'CSV file with a header line')
    .addOption(dataOption())
    .addOption(
      new Option('--map <field=column,...>', 'columns of another name, such as timestamp=created_at')
        .argParser(collectPairs)
        .default({}, 'the columns are named like the fields'),
    )
    .addOption(
      new Option('--set <field=value,...>', 'what the file does not say, such as provider=openai')
        .argParser(collectPairs)
        .default({}, 'nothing'),
    )
    .option('--time-zone <name>', 'IANA time zone of times without an offset', 'UTC')
    .option('--service <name>', 'service that the calls are booked to', 'import')
    .option(
      '--prefer-stated',
      "book the file's own cost_usd where it has one, and our price only elsewhere",
      false,
    )
    .addOption(pricesOption())
    .option('--dry-run', 'check and price everything, book nothing', false)
    .option('--list', 'show what was imported, newest first', false)
    .option('--undo <import>', 'take back what an import booked: its number or the name of its file')
    .addHelpText(
      'after',
      '\nFields: timestamp, provider, model, operation, service_tier (batch, flex, ...), variant (of a unit: a country, ...),\n' +
        'input_tokens (cached ones included), cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens,\n' +
        'unit and quantity, cost_usd, feature, tenant, user, triggered_by.',
    )
    .action(async (path: string | undefined, flags: Flags) => {
      if (flags.list || flags.undo !== undefined) {
        if (path !== undefined) throw new OutlayError('--list and --undo go without a file to import');
        const lines =
          flags.undo === undefined ? listImports(flags.data) : [undoImport(flags.data, flags.undo)];
        for (const line of lines) console.log(line);
        return;
      }
      if (path === undefined) throw new OutlayError('name the CSV file to import');
      requireTimeZone(flags.timeZone);
      // Allowances belong to a process: a file does not tell what was left of one.
      const prices = await loadPriceCatalogueWith(await loadUserPrices(flags.prices));
      const progress = new ProgressBar(process.stderr);
      const ledger = new Ledger(openLedgerDatabase(flags.data));
      try {
        const summary = await importFile(ledger, prices, {
          path,
          columns: { map: flags.map, set: flags.set },
          timeZone: flags.timeZone,
          service: flags.service,
          preferStated: flags.preferStated,
          dryRun: flags.dryRun,
          now: new Date(),
          onProgress: (phase, share) => progress.show(phase, share),
        });
        progress.clear();
        for (const line of renderSummary(summary, flags.dryRun)) console.log(line);
      } finally {
        progress.clear();
        ledger.close();
      }
    });
}

function requireTimeZone(name: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch (cause) {
    throw new OutlayError(`--time-zone ${name} is no IANA time zone; give one such as Europe/London`, {
      cause,
    });
  }
}

/** The lines that tell how an import went. */
function renderSummary(summary: ImportSummary, dryRun: boolean): string[] {
  const { booked, known, costNanoUsd, statedUsd, unpriced, first, last } = summary;
  const lines = [
    `${dryRun ? 'Dry run: would book' : 'Booked'} ${count(booked, 'call')}, $${decimalUsd(costNanoUsd)}` +
      (statedUsd === undefined ? '' : ` (the file itself says $${statedUsd.toFixed(6)})`),
    `from ${first?.toISOString() ?? '-'} to ${last?.toISOString() ?? '-'}`,
  ];
  if (known > 0)
    lines.push(
      `${count(known, 'call')} of the file had been booked before and ${known === 1 ? 'was' : 'were'} left out`,
    );
  for (const [model, calls] of unpriced) {
    lines.push(
      `no price for ${model}: ${count(calls, 'call')} ${dryRun ? 'would be' : ''} booked as unpriced`.replace(
        '  ',
        ' ',
      ),
    );
  }
  return lines;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
