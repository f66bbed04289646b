import { createRequestBody } from '../../wire/request-body.ts';
import { createResponseBody } from '../../wire/response-body.ts';
import type { ProviderAdapter, Reading } from '../types.ts';

/** One call as it passes over the wire. */
export interface Exchange {
  method?: string;
  hostname?: string;
  path?: string;
  /** Parameters of the query. */
  parameters?: Readonly<Record<string, string>>;
  requestHeaders?: Readonly<Record<string, string>>;
  request?: unknown;
  requestType?: string;
  status?: number;
  headers?: Readonly<Record<string, string>>;
  /** A JSON response. */
  response?: unknown;
  /** The data of the events of a stream. */
  stream?: readonly unknown[];
  /** A JSON document a line. */
  lines?: readonly unknown[];
  /** Ends the body after so many bytes. */
  cutAt?: number;
}

export interface ReadExchange {
  reading: Reading;
  /** What was generated, where the usage has to be estimated. */
  completion: string | undefined;
  operation: string;
  provider: string | undefined;
}

/** Lets an adapter read an exchange, byte by byte, as a metered call does. */
export function readExchange(adapter: ProviderAdapter, exchange: Exchange): ReadExchange {
  const { method = 'POST', path = '/v1/chat/completions', status = 200, headers = {} } = exchange;
  const { hostname = 'api.example.com', requestHeaders = {}, parameters } = exchange;
  const endpoint = adapter.endpoint(method, path, hostname);
  const reader = endpoint.createReader({
    method,
    path,
    hostname,
    port: undefined,
    header: (name) => requestHeaders[name],
    ...(parameters !== undefined && { parameter: (name: string) => parameters[name] }),
  });
  let sent = 0;
  if (exchange.request !== undefined) {
    const body = createRequestBody(exchange.requestType ?? 'application/json', reader);
    const { request } = exchange;
    const bytes = Buffer.from(typeof request === 'string' ? request : JSON.stringify(request));
    sent = bytes.length;
    body?.write(bytes);
    body?.end();
  }
  const type = exchange.stream ? 'text/event-stream' : 'application/json';
  const allHeaders: Readonly<Record<string, string>> = { 'content-type': type, ...headers };
  reader.readResponseHead?.({ statusCode: status, header: (name) => allHeaders[name] });
  const body = status < 300 ? createResponseBody(allHeaders['content-type'], reader) : undefined;
  const bytes = Buffer.from(textOf(exchange)).subarray(0, exchange.cutAt);
  // Byte by byte takes too long for a megabyte.
  const step = bytes.length > 100_000 ? 1021 : 1;
  for (let i = 0; i < bytes.length; i += step) body?.write(bytes.subarray(i, i + step));
  body?.end();
  reader.readTransfer?.({ sent, received: bytes.length });
  return {
    reading: reader.reading(),
    completion: reader.estimates === true ? reader.completion?.() : undefined,
    operation: endpoint.operation,
    provider: endpoint.provider,
  };
}

function textOf({ response, stream, lines }: Exchange): string {
  if (stream) {
    return [...stream.map((event) => JSON.stringify(event)), '[DONE]']
      .map((data) => `data: ${data}\n\n`)
      .join('');
  }
  if (lines) return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  return response === undefined ? '' : JSON.stringify(response);
}
