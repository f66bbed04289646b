import {
  OTLPMetricExporterBase,
  type OTLPMetricExporterOptions,
} from '@opentelemetry/exporter-metrics-otlp-http';
import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
  type OTLPExporterNodeConfigBase,
} from '@opentelemetry/otlp-exporter-base/node-http';
import { MetricsExporterMetricsHelper } from '@opentelemetry/otlp-transformer';
import { exemplarSerializer } from './exemplar-serializer.ts';

/** Its name in the metrics that OpenTelemetry's exporters can tell of themselves. */
const COMPONENT = 'otlp_http_metric_exporter';

/** OpenTelemetry's OTLP/HTTP JSON exporter of metrics, with exemplars. */
export class JsonMetricExporter extends OTLPMetricExporterBase {
  constructor(config: OTLPMetricExporterOptions & OTLPExporterNodeConfigBase) {
    const options = convertLegacyHttpOptions(config, 'METRICS', 'v1/metrics', {
      'Content-Type': 'application/json',
    });
    super(
      createOtlpHttpExportDelegate(
        options,
        exemplarSerializer,
        COMPONENT,
        MetricsExporterMetricsHelper,
        undefined,
      ),
      config,
    );
  }
}
