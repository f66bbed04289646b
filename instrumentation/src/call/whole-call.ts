import { bodyTypeOf } from '../wire/body-type.ts';
import { readDocument } from '../wire/json-document.ts';
import { scanDocument } from '../wire/json-scan.ts';
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
  if (!hasJsonBodies(call)) return undefined;
  let reader: CallReader | undefined;
  try {
    reader = call.endpoint.createReader(call.head);
    if (reader.lines === true) return undefined;
    readBodies(reader, call);
  } catch (cause) {
    owner.dropped(DROPPED_REASON.adapterError, cause);
  }
  if (reader === undefined) return NOTHING_READ;
  try {
    const reading = reader.reading();
    return { reading, estimable: collectTexts(reader, reading, call) };
  } catch (cause) {
    owner.dropped(DROPPED_REASON.adapterError, cause);
    return NOTHING_READ;
  }
}

function hasJsonBodies({ head, request, responseHead, response }: WholeCall): boolean {
  if (response !== undefined) {
    if (response[0] !== OPEN_OBJECT || !bodyTypeOf(responseHead?.header('content-type')).json) return false;
  }
  const requestType = request && head.header('content-type');
  return requestType === undefined || bodyTypeOf(requestType).json;
}

function readBodies(reader: CallReader, call: WholeCall): void {
  const { endpoint, request, responseHead, response } = call;
  const { requestShape } = reader;
  // A free endpoint's model does not matter.
  const isFree = endpoint.billing === 'never';
  if (request !== undefined && requestShape !== undefined && !isFree) {
    const document = scanDocument(request, requestShape);
    if (document !== undefined) reader.readRequest?.(document);
  }
  if (responseHead !== undefined) reader.readResponseHead?.(responseHead);
  if (response !== undefined && !isFree) {
    const { responseShape } = reader;
    const document = responseShape && readDocument(response, responseShape);
    if (document !== undefined) reader.readResponse?.(document);
  }
  reader.readTransfer?.(call.transferred);
}

/** The texts to estimate usage from; undefined when there is no need, or no way. */
function collectTexts(
  reader: CallReader,
  reading: Reading,
  { request, response }: WholeCall,
): EstimableTexts | undefined {
  if (reader.completion === undefined || reading.usage !== undefined || reading.notBilled === true) {
    return undefined;
  }
  if (response === undefined || reader.estimates !== true) return undefined;
  return {
    model: reading.responseModel ?? reading.requestModel,
    // What is held is not held for long; `slice` of a Buffer would be no copy.
    request: request ? [Uint8Array.prototype.slice.call(request)] : [],
    completion: reader.completion(),
  };
}
