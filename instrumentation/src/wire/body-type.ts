/** What a `Content-Type` says of how a body is to be read. */
export interface BodyType {
  /** Sound, pictures, archives: nothing to read in them. */
  binary: boolean;
  /** Names no type; JSON is sent under it, too. */
  untyped: boolean;
  json: boolean;
  sse: boolean;
  ndjson: boolean;
  awsEvents: boolean;
}

const BINARY = /^(audio|image|video|font)\/|^application\/(zip|gzip|pdf)\b/i;
const UNTYPED = /^application\/octet-stream\b/i;
const SSE = /^text\/event-stream\b/i;
const AWS_EVENTS = /^application\/vnd\.amazon\.eventstream\b/i;
/** Cohere says `stream+json`. */
const NDJSON = /^application\/((x-)?(ndjson|jsonl|jsonlines|json-lines)|stream\+json|json-seq)\b/i;
const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i;

/** Providers answer with few types; whoever answers with more is read all the same. */
const MAX_KNOWN = 100;
const known = new Map<string, BodyType>();

export function bodyTypeOf(contentType = ''): BodyType {
  let type = known.get(contentType);
  if (type === undefined) {
    if (known.size >= MAX_KNOWN) known.clear();
    const ndjson = NDJSON.test(contentType);
    type = {
      binary: BINARY.test(contentType),
      untyped: UNTYPED.test(contentType),
      // One document alone: types of many lines end in `json`, too.
      json: !ndjson && JSON_TYPE.test(contentType),
      sse: SSE.test(contentType),
      ndjson,
      awsEvents: AWS_EVENTS.test(contentType),
    };
    known.set(contentType, type);
  }
  return type;
}

/** True when the body comes event by event, or line by line. */
export function isEventStream(contentType: string | undefined): boolean {
  const { sse, ndjson, awsEvents } = bodyTypeOf(contentType);
  return sse || ndjson || awsEvents;
}
