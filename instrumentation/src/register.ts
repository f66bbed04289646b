import { diag } from '@opentelemetry/api';
import { parseAttributionSettings } from './attribution/attribution-settings.ts';
import { parseEnvironment } from './configuration/environment.ts';
import { CONFIG_VARIABLE, loadOutlayFile } from './configuration/outlay-file.ts';
import { ExportLoop } from './export/export-loop.ts';
import { flushAtProcessEnd } from './export/process-end.ts';
import { type Claim, claimMetering, releaseMetering } from './instrumentation-claim.ts';
import { Metering } from './metering.ts';
import { isSupportedNode, NODE_REQUIREMENT } from './node-version.ts';
import { loadLivePrices } from './pricing/load-live-prices.ts';

// `node --import @outlay/instrumentation/register app.js`: meters an application that knows nothing of it.

const DEFAULT_ENDPOINT = 'http://127.0.0.1:4318';

if (isSupportedNode(process.versions.node)) {
  const claim: Claim = { owner: 'the register hook' };
  try {
    register(process.env, claim);
  } catch (cause) {
    releaseMetering(claim);
    say(`Outlay could not start and meters nothing; the application runs on. ${String(cause)}`);
  }
} else {
  say(NODE_REQUIREMENT);
}

function say(line: string): void {
  process.stderr.write(`outlay: ${line}\n`);
}

function register(environment: NodeJS.ProcessEnv, claim: Claim): void {
  const settings = parseEnvironment(environment);
  if (!settings.enabled) return;
  const winner = claimMetering(claim);
  if (winner) {
    say(`Metering is on already (by ${winner.owner}); this hook stays passive, so nothing counts twice.`);
    return;
  }
  const { file: outlayFile, problems } = loadOutlayFile(environment[CONFIG_VARIABLE]);
  const attribution = parseAttributionSettings(outlayFile, environment);
  for (const problem of [...settings.problems, ...problems, ...attribution.problems]) say(problem.message);

  const tell = (message: string): void => {
    diag.warn(message);
    say(message);
  };
  const metering = new Metering(settings.providerHosts, undefined, {
    outlayFile,
    attribution: attribution.settings,
    spans: settings.spans,
    cardinality: settings.cardinality,
    requestStreamUsage: settings.requestStreamUsage,
    tell,
    loadPrices: () => loadLivePrices(environment, outlayFile.services, tell),
    onFirstUse: () => void exports.prepare(),
  });
  const exports = new ExportLoop({
    intervalMillis: settings.exportIntervalMillis,
    totals: metering.totals,
    settled: () => metering.settled(),
    changes: () => metering.changes,
    async load() {
      const { createExportPipeline } = await import('./export/export-pipeline.ts');
      return createExportPipeline({ defaultEndpoint: DEFAULT_ENDPOINT, onFirstFailure: tell }, environment);
    },
    onUnavailable: (cause) => tell(`Metrics cannot be exported. ${String(cause)}`),
  });
  metering.enable();
  exports.start();
  flushAtProcessEnd(process, {
    hasNews: () => exports.hasNews,
    async flush() {
      await metering.settled();
      metering.giveUpEstimates();
      await exports.flush();
    },
    closeOpenCalls: () => metering.closeOpenCalls(),
  });
}
