import { randomUUID } from 'node:crypto';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import type { Totals } from '../meter/totals.ts';
import type { ExportPipeline } from './export-loop.ts';
import { describeTotals } from './metric-data.ts';
import { MetricExporter, type MetricExporterOptions } from './metric-exporter.ts';

/** Sends totals as the `OTEL_` variables say, under a resource of this process. */
export function createExportPipeline(
  options: MetricExporterOptions,
  environment: NodeJS.ProcessEnv,
): ExportPipeline {
  const exporter = new MetricExporter(options, environment);
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.instance.id': randomUUID() }))
    .merge(detectResources({ detectors: [envDetector] }));
  return {
    export(totals: Totals) {
      const metrics = describeTotals(totals, Date.now());
      if (metrics.metrics.length > 0) exporter.export({ resource, scopeMetrics: [metrics] }, ignore);
    },
    flush: () => exporter.forceFlush(),
  };
}

/** The exporter itself tells of failures. */
function ignore(): void {}
