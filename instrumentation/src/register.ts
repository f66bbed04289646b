import { randomUUID } from 'node:crypto';
import { diag } from '@opentelemetry/api';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { parseEnvironment } from './configuration/environment.ts';
import { CONFIG_VARIABLE, loadOutlayFile } from './configuration/outlay-file.ts';
import { MetricExporter } from './export/metric-exporter.ts';
import { flushAtProcessEnd } from './export/process-end.ts';
import { type Claim, claimMetering } from './instrumentation-claim.ts';
import { Metering } from './metering.ts';
import { isSupportedNode, NODE_REQUIREMENT } from './node-version.ts';

// `node --import @outlay/instrumentation/register app.js`: meters an application that knows nothing of it.

const DEFAULT_ENDPOINT = 'http://127.0.0.1:4318';

if (isSupportedNode(process.versions.node)) {
  try {
    register(process.env);
  } catch (cause) {
    say(`Outlay could not start and meters nothing; the application runs on. ${String(cause)}`);
  }
} else {
  say(NODE_REQUIREMENT);
}

function say(line: string): void {
  process.stderr.write(`outlay: ${line}\n`);
}

function register(environment: NodeJS.ProcessEnv): void {
  const settings = parseEnvironment(environment);
  if (!settings.enabled) return;
  const claim: Claim = { owner: 'the register hook' };
  const winner = claimMetering(claim);
  if (winner) {
    say(`Metering is on already (by ${winner.owner}); this hook stays passive, so nothing counts twice.`);
    return;
  }
  const { file: outlayFile, problems } = loadOutlayFile(environment[CONFIG_VARIABLE]);
  for (const problem of [...settings.problems, ...problems]) say(problem.message);

  const tell = (message: string): void => {
    diag.warn(message);
    say(message);
  };
  const exporter = new MetricExporter(
    { defaultEndpoint: DEFAULT_ENDPOINT, onFirstFailure: tell },
    environment,
  );
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: settings.exportIntervalMillis,
    exportTimeoutMillis: settings.exportIntervalMillis,
  });
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.instance.id': randomUUID() }))
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new MeterProvider({ resource, readers: [reader] });
  const metering = new Metering(settings.providerHosts, provider, { outlayFile, tell });
  metering.enable();

  let flushed = 0;
  flushAtProcessEnd(process, {
    hasNews: () => metering.changes > flushed,
    async flush() {
      await metering.settled();
      flushed = metering.changes;
      await provider.forceFlush();
    },
    closeOpenCalls: () => metering.closeOpenCalls(),
  });
}
