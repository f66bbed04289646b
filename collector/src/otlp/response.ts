import protobuf from 'protobufjs/minimal.js';
import type { DropReason } from '../ledger/stream.ts';

export type BodyFormat = 'json' | 'protobuf';

/** `ExportMetricsServiceResponse`; with `partial_success` when points were lost, as OTLP asks. */
export function encodeExportResponse(
  format: BodyFormat,
  dropped: ReadonlyMap<DropReason, number>,
): string | Uint8Array {
  const rejectedDataPoints = [...dropped.values()].reduce((sum, count) => sum + count, 0);
  const errorMessage = [...dropped].map(([reason, count]) => `${count} ${reason}`).join(', ');
  return encodeResponse(format, 'rejectedDataPoints', rejectedDataPoints, errorMessage);
}

/** `ExportTraceServiceResponse`; with `partial_success` when spans were lost. */
export function encodeTraceResponse(
  format: BodyFormat,
  rejected: number,
  errorMessage: string,
): string | Uint8Array {
  return encodeResponse(format, 'rejectedSpans', rejected, errorMessage);
}

/** The responses to metrics and traces differ in the name of one field, which protobuf does not send. */
function encodeResponse(
  format: BodyFormat,
  rejectedName: 'rejectedDataPoints' | 'rejectedSpans',
  rejected: number,
  errorMessage: string,
): string | Uint8Array {
  if (format === 'json') {
    return rejected === 0
      ? '{}'
      : JSON.stringify({ partialSuccess: { [rejectedName]: String(rejected), errorMessage } });
  }
  const writer = protobuf.Writer.create();
  if (rejected > 0) {
    writer.uint32(field(1, 2)).fork();
    writer.uint32(field(1, 0)).int64(rejected).uint32(field(2, 2)).string(errorMessage).ldelim();
  }
  return Buffer.from(writer.finish());
}

/** `google.rpc.Status`, what OTLP answers instead of success. */
export function encodeStatus(format: BodyFormat, httpCode: number, message: string): string | Uint8Array {
  const code = GRPC_CODE[httpCode] ?? GRPC_UNKNOWN;
  if (format === 'json') return JSON.stringify({ code, message });
  return Buffer.from(
    protobuf.Writer.create().uint32(field(1, 0)).int32(code).uint32(field(2, 2)).string(message).finish(),
  );
}

const GRPC_UNKNOWN = 2;
/** google.rpc.Code for the HTTP codes used here. */
const GRPC_CODE: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  413: 8,
  429: 8,
  415: 3,
  503: 14,
};

/** Tag of a protobuf field: its number and wire type. */
function field(number: number, wireType: number): number {
  return (number << 3) | wireType;
}
