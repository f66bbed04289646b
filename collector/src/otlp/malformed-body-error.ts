import { OutlayError } from '../error.ts';

/** The body is not an OTLP `ExportMetricsServiceRequest`; the sender must not retry it. */
export class MalformedBodyError extends OutlayError {
  override readonly name = 'MalformedBodyError';
}
