/** What is known of a request before it is sent. Nothing here holds a query, a body or a credential. */
export interface RequestHead {
  /** Upper case. */
  method: string;
  /** Lower case, without brackets around an IPv6 address. */
  hostname: string;
  /** Undefined when it is the default of the scheme. */
  port: number | undefined;
  /** Without the query. */
  path: string;
  header(name: string): string | undefined;
  /** A parameter of the query, decoded; for what decides a price, never to be kept. */
  parameter?(name: string): string | undefined;
}

export interface ResponseHead {
  statusCode: number;
  header(name: string): string | undefined;
  /** True when `chunk` gets bytes whose content encoding the source has undone already. */
  decoded?: boolean;
}

/** Follows one HTTP attempt. After `end` or `error` it ignores what comes. */
export interface CallObserver {
  /** Bytes of the request's body, in order. The caller has handed them over to be sent: they may be kept, not changed. */
  request(bytes: Uint8Array): void;
  response(head: ResponseHead): void;
  /** Bytes of the response's body, in order. */
  chunk(bytes: Uint8Array): void;
  /** The response is complete. */
  end(): void;
  /** The attempt failed, was aborted or was cut. */
  error(cause: unknown): void;
}

/**
 * Asked before a request is sent; undefined when the request is of no interest, so that nothing of it is observed.
 * A source that can refuse (a wrapped `fetch`) and one that only watches (channels) ask the same question.
 */
export type BeforeSend = (head: RequestHead) => CallObserver | undefined;

/** Where calls are seen. */
export interface CaptureSource {
  enable(beforeSend: BeforeSend): void;
  disable(): void;
}
