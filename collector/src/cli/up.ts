import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { findCheckout } from '../stack/checkout.ts';
import { runStack } from '../stack/run-stack.ts';
import { DEFAULT_DATA_DIRECTORY } from '../configuration/collector-options.ts';
import { SERVERS, SERVER_NAMES, type Ports, type ServerName } from '../stack/stack-settings.ts';
import { parsePort } from './option-parsers.ts';

const DEMO_BUDGETS = 'demo/budgets.yaml';

interface Flags extends Record<`${ServerName}Port`, number> {
  demo: boolean;
  budgets?: string;
  data?: string;
  host: string;
}

/** `outlay up`: the whole stack on this machine, from a checkout, with traffic to look at. */
export function upCommand(): Command {
  const command = new Command('up')
    .description(
      'start the whole stack from a checkout: collector, Prometheus, Alertmanager, a sink for pages, the panel, a demo',
    )
    .option('--no-demo', 'without the demo: no stand-ins of providers, no traffic')
    .option('--budgets <file>', `budgets file (default: ${DEMO_BUDGETS} of the checkout)`)
    .option(
      '--data <folder>',
      `folder of ledger, series and logs (default: ${DEFAULT_DATA_DIRECTORY} in the checkout)`,
    )
    .addOption(new Option('--host <address>', 'address that everything listens on').default('127.0.0.1'));
  for (const name of SERVER_NAMES) {
    const { label, option, port } = SERVERS[name];
    command.addOption(
      new Option(`${option} <port>`, `port of the ${label}; 0: any free one`)
        .argParser(parsePort)
        .default(port),
    );
  }
  return command.action(async (flags: Flags) => {
    const checkout = findCheckout();
    await runStack({
      host: flags.host,
      ports: Object.fromEntries(SERVER_NAMES.map((name) => [name, flags[`${name}Port`]])) as Ports,
      demo: flags.demo,
      budgetsFile: flags.budgets ? resolve(flags.budgets) : join(checkout, DEMO_BUDGETS),
      dataFolder: flags.data ? resolve(flags.data) : join(checkout, DEFAULT_DATA_DIRECTORY),
      checkout,
    });
  });
}
