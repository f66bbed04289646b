import type { FastifyInstance } from 'fastify';
import { RESOURCE_ATTRIBUTES, SPAN_ATTRIBUTES } from '../foreign/attribute-names.ts';
import type { ForeignTelemetry } from '../foreign/foreign-telemetry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { CommitWatch } from '../logging/watch-commit.ts';
import { answerExport } from './answer.ts';
import { parseTracesJson } from './json/parse-traces.ts';
import { decodeTracesProtobuf } from './protobuf/decode-traces.ts';
import { readRequestBody } from './read-request-body.ts';
import { encodeTraceResponse } from './response.ts';
import type { WantedAttributes } from './traces.ts';

export interface TraceReceiverOptions {
  readonly ledger: Ledger;
  readonly watch: CommitWatch;
  readonly foreign: ForeignTelemetry;
}

const WANTED: WantedAttributes = { resource: RESOURCE_ATTRIBUTES, span: SPAN_ATTRIBUTES };

/**
 * Adds the OTLP/HTTP endpoint `POST /v1/traces` to a receiver. Spans are read for the calls to models that they tell, and
 * go nowhere else. Source: OTLP specification 1.x, "OTLP/HTTP".
 */
export function registerTraceReceiver(server: FastifyInstance, options: TraceReceiverOptions): void {
  server.post('/v1/traces', { config: { signal: 'traces' } }, async (request, reply) =>
    answerExport(request, reply, async (format) => {
      // Before the body is read: what cannot be booked need not be held.
      options.ledger.requireRoom();
      const body = await readRequestBody(request);
      const traces =
        format === 'json'
          ? parseTracesJson(body.toString('utf8'), WANTED)
          : decodeTracesProtobuf(body, WANTED);
      const { rejected, message } = await options.foreign.bookSpans(traces, options.watch);
      return encodeTraceResponse(format, rejected, message);
    }),
  );
}
