/** What a client asked. */
export interface Exchange {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The parsed JSON body; its text where it is none. */
  body: unknown;
}

export interface Answer {
  status?: number;
  headers: Readonly<Record<string, string>>;
  /** One for a body at once, several for a stream: each is sent on its own. */
  chunks: readonly (string | Uint8Array)[];
}

/** What stands in for a provider: made-up answers in the form that its API reference gives. */
export interface Provider {
  answer(exchange: Exchange): Answer;
  /** What a busy provider says, and clients try again after. */
  refusal: { status: number; headers?: Readonly<Record<string, string>>; body: unknown };
}

export function json(body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { headers: { 'content-type': 'application/json', ...headers }, chunks: [JSON.stringify(body)] };
}

/** Server-sent events, one for each document; with `event:` lines where the name is told. */
export function events(
  documents: readonly unknown[],
  options: { name?: (document: Record<string, unknown>) => string; done?: boolean } = {},
): Answer {
  const chunks = documents.map((document) => {
    const name = options.name?.(document as Record<string, unknown>);
    return `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(document)}\n\n`;
  });
  return {
    headers: { 'content-type': 'text/event-stream' },
    chunks: options.done === true ? [...chunks, 'data: [DONE]\n\n'] : chunks,
  };
}

export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
