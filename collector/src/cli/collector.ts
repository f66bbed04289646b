import { Command, Option } from 'commander';
import {
  DEFAULT_API_PORT,
  DEFAULT_DATA_DIRECTORY,
  DEFAULT_EXPOSITION_HOLD_SECONDS,
  DEFAULT_MAX_BODY_BYTES,
  DEFAULT_OTLP_PORT,
} from '../configuration/collector-options.ts';
import { runCollector } from '../server.ts';
import { parsePort, parseSeconds, parseWholeNumber } from './option-parsers.ts';

interface Flags {
  config?: string;
  data: string;
  host: string;
  otlpPort: number;
  port: number;
  maxBodyBytes: number;
  expositionHold: number;
}

/** `outlay collector`: runs the collector alone. */
export function collectorCommand(): Command {
  return new Command('collector')
    .description('run the collector: OTLP in, ledger and budgets inside, Prometheus metrics and the API out')
    .addOption(
      new Option('--config <file>', 'budgets file (default: budgets.yaml here, if there is one)').env(
        'OUTLAY_BUDGETS_FILE',
      ),
    )
    .addOption(dataOption())
    .addOption(new Option('--host <address>', 'address to listen on').env('OUTLAY_HOST').default('127.0.0.1'))
    .addOption(
      new Option('--otlp-port <port>', 'port of the OTLP/HTTP receiver')
        .env('OUTLAY_OTLP_PORT')
        .argParser(parsePort)
        .default(DEFAULT_OTLP_PORT),
    )
    .addOption(
      new Option('--port <port>', 'port of /metrics, /api/v1 and health')
        .env('OUTLAY_PORT')
        .argParser(parsePort)
        .default(DEFAULT_API_PORT),
    )
    .addOption(
      new Option('--max-body-bytes <bytes>', 'largest export accepted, after decompression')
        .env('OUTLAY_MAX_BODY_BYTES')
        .argParser(parseWholeNumber)
        .default(DEFAULT_MAX_BODY_BYTES),
    )
    .addOption(
      new Option('--exposition-hold <duration>', 'how long new series stay at 0: two scrape intervals')
        .env('OUTLAY_EXPOSITION_HOLD')
        .argParser(parseSeconds)
        .default(DEFAULT_EXPOSITION_HOLD_SECONDS, `${DEFAULT_EXPOSITION_HOLD_SECONDS}s`),
    )
    .action(async (flags: Flags) => {
      await runCollector({
        dataDirectory: flags.data,
        budgetsFile: flags.config,
        host: flags.host,
        otlpPort: flags.otlpPort,
        apiPort: flags.port,
        maxBodyBytes: flags.maxBodyBytes,
        expositionHoldSeconds: flags.expositionHold,
      });
    });
}

/** `--data`, the same for every command that touches the ledger. */
export function dataOption(): Option {
  return new Option('--data <folder>', 'folder of the ledger')
    .env('OUTLAY_DATA_DIR')
    .default(DEFAULT_DATA_DIRECTORY);
}
