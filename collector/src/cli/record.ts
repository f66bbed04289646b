import { Command, Option } from 'commander';
import { z } from 'zod';
import { decimalUsd } from '../usage/render-csv.ts';
import { collectPairs } from './option-parsers.ts';
import { fetchFromCollector } from './source.ts';

interface Flags {
  url: string;
  provider: string;
  service?: string;
  model?: string;
  operation?: string;
  usage?: Record<string, string>;
  costUsd?: string;
  id?: string;
  at?: string;
  feature?: string;
  tenant?: string;
  user?: string;
  triggeredBy?: string;
}

const answer = z.looseObject({
  results: z
    .array(
      z.looseObject({
        outcome: z.string(),
        costNanoUsd: z.string().nullish(),
        unpriced: z.string().optional(),
      }),
    )
    .min(1),
});

/** `outlay record`: reports one call to a running collector, as `POST /api/v1/usage` takes it. */
export function recordCommand(): Command {
  return new Command('record')
    .description('report one call to a running collector: for scripts and cron jobs')
    .addOption(new Option('--url <address>', 'API port of the collector').default('http://127.0.0.1:9464'))
    .requiredOption('--provider <name>', 'provider, such as openai or resend')
    .option('--service <name>', 'service that the call is booked to')
    .option('--model <name>', 'model that was billed')
    .option('--operation <name>', 'what was called')
    .addOption(
      new Option(
        '--usage <unit=count,...>',
        'what was used, such as emails=3 or input_tokens=900,output_tokens=80',
      ).argParser(collectPairs),
    )
    .option('--cost-usd <amount>', 'what it cost, where you know')
    .option('--id <text>', 'tells the call from every other: sent again, it adds nothing')
    .option('--at <time>', 'when it was made, such as 2026-01-31T10:00:00Z (default: now)')
    .option('--feature <name>', 'feature that the call was for')
    .option('--tenant <name>', 'tenant that the call was for')
    .option('--user <id>', 'user that the call was for')
    .option('--triggered-by <name>', 'what caused the call')
    .action(async (flags: Flags) => {
      const body = JSON.stringify(recordOf(flags));
      const response = await fetchFromCollector(flags.url, '/api/v1/usage', { method: 'POST', body });
      const [result] = answer.parse(await response.json()).results;
      const { outcome, costNanoUsd, unpriced } = result ?? { outcome: 'refused' };
      const cost = costNanoUsd == null ? 'no price' : `$${decimalUsd(BigInt(costNanoUsd))}`;
      console.log(
        outcome === 'known'
          ? 'This call had been booked before.'
          : `Booked: ${cost}${unpriced === undefined ? '' : ` (${unpriced})`}`,
      );
    });
}

function recordOf({ provider, service, model, operation, usage, costUsd, ...flags }: Flags) {
  return {
    provider,
    service,
    model,
    operation,
    usage: usage && Object.fromEntries(Object.entries(usage).map(([unit, count]) => [unit, Number(count)])),
    cost_usd: costUsd === undefined ? undefined : Number(costUsd),
    id: flags.id,
    at: flags.at,
    feature: flags.feature,
    tenant: flags.tenant,
    user: flags.user,
    triggered_by: flags.triggeredBy,
  };
}
