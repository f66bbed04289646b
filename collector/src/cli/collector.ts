import { Command, Option } from 'commander';
import {
  DEFAULT_API_PORT,
  DEFAULT_DATA_DIRECTORY,
  DEFAULT_EXPOSITION_HOLD_SECONDS,
  DEFAULT_FOREIGN_HOLD_SECONDS,
  DEFAULT_OTLP_PORT,
  DEFAULT_SERIES_IDLE_SECONDS,
  DEFAULT_STOP_TIMEOUT_SECONDS,
} from '../configuration/collector-options.ts';
import { runCollector } from '../server.ts';
import { type LedgerFlags, bookingLimitsOf, ledgerOptions } from './ledger-flags.ts';
import { parsePort, parseSeconds, parseSwitch } from './option-parsers.ts';
import { type RetentionFlags, retentionOf, retentionOptions } from './retention-options.ts';
import { loadUserPrices, pricesOption } from './user-prices.ts';
import { type ServerFlags, limitsOf, serverOptions, tlsOf } from './server-flags.ts';

interface Flags extends ServerFlags, RetentionFlags, LedgerFlags {
  config?: string;
  prices?: string;
  data: string;
  host: string;
  otlpPort: number;
  port: number;
  expositionHold: number;
  seriesIdle: number;
  foreignHold: number;
  instanceLabels: boolean;
  stopTimeout: number;
}

/** `outlay collector`: runs the collector alone. */
export function collectorCommand(): Command {
  const command = new Command('collector')
    .description('run the collector: OTLP in, ledger and budgets inside, Prometheus metrics and the API out')
    .addOption(
      new Option('--config <file>', 'budgets file (default: budgets.yaml here, if there is one)').env(
        'OUTLAY_BUDGETS_FILE',
      ),
    )
    .addOption(pricesOption())
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
      new Option('--exposition-hold <duration>', 'how long new series stay at 0: two scrape intervals')
        .env('OUTLAY_EXPOSITION_HOLD')
        .argParser(parseSeconds)
        .default(DEFAULT_EXPOSITION_HOLD_SECONDS, `${DEFAULT_EXPOSITION_HOLD_SECONDS}s`),
    )
    .addOption(
      new Option('--series-idle <duration>', 'how long a series is shown after it was last reported')
        .env('OUTLAY_SERIES_IDLE')
        .argParser(parseSeconds)
        .default(DEFAULT_SERIES_IDLE_SECONDS, '7d'),
    )
    .addOption(
      new Option(
        '--foreign-hold <duration>',
        "how long telemetry of other SDKs in new Node processes waits for Outlay's: two export intervals",
      )
        .env('OUTLAY_FOREIGN_HOLD')
        .argParser(parseSeconds)
        .default(DEFAULT_FOREIGN_HOLD_SECONDS, '2.5m'),
    )
    .addOption(
      new Option(
        '--instance-labels [boolean]',
        'a series for each instance of a service, not one for all of them',
      )
        .env('OUTLAY_INSTANCE_LABELS')
        .preset('true')
        .argParser(parseSwitch)
        .default(false),
    )
    .addOption(
      new Option(
        '--stop-timeout <duration>',
        'how long requests under way, then the ledger, have when it stops',
      )
        .env('OUTLAY_STOP_TIMEOUT')
        .argParser(parseSeconds)
        .default(DEFAULT_STOP_TIMEOUT_SECONDS, `${DEFAULT_STOP_TIMEOUT_SECONDS}s`),
    );
  for (const option of [...retentionOptions(), ...ledgerOptions(), ...serverOptions()])
    command.addOption(option);
  return command.action(async (flags: Flags) => {
    await runCollector({
      dataDirectory: flags.data,
      budgetsFile: flags.config,
      loadUserPrices: () => loadUserPrices(flags.prices),
      host: flags.host,
      otlpPort: flags.otlpPort,
      apiPort: flags.port,
      limits: limitsOf(flags),
      expositionHoldSeconds: flags.expositionHold,
      seriesIdleSeconds: flags.seriesIdle,
      foreignHoldSeconds: flags.foreignHold,
      instanceLabels: flags.instanceLabels,
      retention: retentionOf(flags),
      bookingLimits: bookingLimitsOf(flags),
      tokensFile: flags.tokens,
      insecureNoAuth: flags.insecureNoAuth,
      tls: tlsOf(flags),
      stopTimeoutSeconds: flags.stopTimeout,
      logLevel: flags.logLevel,
    });
  });
}

/** `--data`, the same for every command that touches the ledger. */
export function dataOption(): Option {
  return new Option('--data <folder>', 'folder of the ledger')
    .env('OUTLAY_DATA_DIR')
    .default(DEFAULT_DATA_DIRECTORY);
}
