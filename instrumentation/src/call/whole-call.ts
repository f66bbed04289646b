import { bodyTypeOf } from '../wire/body-type.ts';
import { readDocument } from '../wire/json-document.ts';
import type { CallReader, Endpoint, EstimableTexts, Reading } from '../adapters/types.ts';
import type { RequestHead, ResponseHead } from '../capture/types.ts';
import { DROPPED_REASON } from '../names.ts';
import type { CallReadingOwner } from './call-reading.ts';

/** A call that is over, with its small bodies; they are valid until it is read. */
export interface WholeCall {
  endpoint: Endpoint;
  head: RequestHead;
  /** Absent when nothing was sent. */
  request: Buffer | undefined;
  responseHead: ResponseHead | undefined;
  /** Absent when nothing came, or nothing of it is wanted. */
  response: Buffer | undefined;
  transferred: { sent: number; received: number };
}

export interface WholeReading {
  reading: Reading;
  estimable: EstimableTexts | undefined;
}

const NOTHING_READ: WholeReading = { reading: { complete: false }, estimable: undefined };
const OPEN_OBJECT = 0x7b;

/** Reads a call whose bodies are JSON objects; undefined when they are something else. */
export function readWholeCall(call: WholeCall, owner: CallReadingOwner): WholeReading | undefined {
  const { endpoint, head, request, response } = call;
  if (response !== undefined && response[0] !== OPEN_OBJECT) return undefined;
  const requestType = request && head.header('content-type');
  if (requestType !== undefined && !bodyTypeOf(requestType).json) return undefined;
  try {
    const reader = endpoint.createReader(head);
    return reader.lines === true ? undefined : readBodies(reader, call);
  } catch (cause) {
    owner.dropped(DROPPED_REASON.adapterError, cause);
    return NOTHING_READ;
  }
}

function readBodies(reader: CallReader, call: WholeCall): WholeReading {
  const { request, responseHead, response } = call;
  const { requestShape } = reader;
  // A free endpoint's model does not matter.
  if (request !== undefined && requestShape !== undefined && call.endpoint.billing !== 'never') {
    const document = readDocument(request, requestShape);
    if (document !== undefined) reader.readRequest?.(document);
  }
  if (responseHead !== undefined) reader.readResponseHead?.(responseHead);
  if (response !== undefined) {
    const { responseShape } = reader;
    const document = responseShape && readDocument(response, responseShape);
    if (document !== undefined) reader.readResponse?.(document);
  }
  reader.readTransfer?.(call.transferred);
  const reading = reader.reading();
  const isMissing = response !== undefined && reading.usage === undefined && reading.notBilled !== true;
  return { reading, estimable: isMissing ? collectTexts(reader, reading, request) : undefined };
}

/** The texts to estimate usage from; undefined when there is no way. */
function collectTexts(
  reader: CallReader,
  reading: Reading,
  request: Buffer | undefined,
): EstimableTexts | undefined {
  if (reader.completion === undefined || reader.estimates !== true) return undefined;
  return {
    model: reading.responseModel ?? reading.requestModel,
    // What is held is not held for long; `slice` of a Buffer would be no copy.
    request: request ? [Uint8Array.prototype.slice.call(request)] : [],
    completion: reader.completion(),
  };
}
