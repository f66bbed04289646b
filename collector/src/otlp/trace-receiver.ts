import type { FastifyInstance } from 'fastify';
import { RESOURCE_ATTRIBUTES, SPAN_ATTRIBUTES } from '../foreign/attribute-names.ts';
import type { ForeignTelemetry } from '../foreign/foreign-telemetry.ts';
import { type AnswerOptions, answerExport } from './answer.ts';
import { parseTracesJson } from './json/parse-traces.ts';
import { decodeTracesProtobuf } from './protobuf/decode-traces.ts';
import { readRequestBody } from './read-request-body.ts';
import { encodeTraceResponse } from './response.ts';
import type { WantedAttributes } from './traces.ts';

export interface TraceReceiverOptions extends AnswerOptions {
  readonly foreign: ForeignTelemetry;
}

const WANTED: WantedAttributes = { resource: RESOURCE_ATTRIBUTES, span: SPAN_ATTRIBUTES };

const REJECTED = 'spans without a valid trace id and span id';

/**
 * Adds the OTLP/HTTP endpoint `POST /v1/traces` to a receiver. Spans are read for the calls to models that they tell, and
 * go nowhere else. Source: OTLP specification 1.x, "OTLP/HTTP".
 */
export function registerTraceReceiver(server: FastifyInstance, options: TraceReceiverOptions): void {
  server.post('/v1/traces', { config: { signal: 'traces' } }, async (request, reply) =>
    answerExport(request, reply, options, async (format) => {
      const body = await readRequestBody(request);
      const traces =
        format === 'json'
          ? parseTracesJson(body.toString('utf8'), WANTED)
          : decodeTracesProtobuf(body, WANTED);
      const { rejected } = await options.foreign.bookSpans(traces);
      return encodeTraceResponse(format, rejected, rejected === 0 ? '' : REJECTED);
    }),
  );
}
