import type { RequestHead, ResponseHead } from '../capture/types.ts';
import type { Usage } from '../pricing/usage.ts';
import type { Shape } from '../wire/json-extractor.ts';
import { asObject } from '../wire/json-values.ts';
import type { CallReader, Reading } from './types.ts';

export type WireObject = Readonly<Record<string, unknown>>;

/** What is known of one call so far. A wire writes into it as it reads; at the end it is the reading. */
export interface Facts extends Reading {
  /** The wanted parts of the request's body. */
  request: WireObject;
  /** Usage objects of a stream that make up one only together. */
  wireUsage?: WireObject;
}

/** What an endpoint's bodies tell, and where. One object for all calls of the endpoint. */
export interface Wire {
  readonly requestShape?: Shape;
  /** Absent when the body of the response tells nothing. */
  readonly responseShape?: Shape;
  readonly eventMembers?: readonly string[] | 'every';
  /** True when the response is a file of lines. */
  readonly lines?: boolean;
  /** What the path tells. */
  readHead?(facts: Facts, head: RequestHead): void;
  /** Asked when the body of the request is complete; `facts.request` has it already. */
  readRequest?(facts: Facts): void;
  readFormField?(facts: Facts, name: string, value: string): void;
  readResponseHead?(facts: Facts, head: ResponseHead): void;
  readResponse?(facts: Facts, document: WireObject): void;
  /** Asked once, when nothing more comes. */
  conclude?(facts: Facts): void;
}

/** Reads one call as its wire says. */
export class WireReader implements CallReader {
  readonly requestShape?: Shape;
  readonly responseShape?: Shape;
  readonly eventMembers?: readonly string[] | 'every';
  readonly lines?: boolean;
  readonly #wire: Wire;
  readonly #facts: Facts = { complete: false, request: {} };

  constructor(wire: Wire, head: RequestHead) {
    this.#wire = wire;
    if (wire.requestShape !== undefined) this.requestShape = wire.requestShape;
    if (wire.responseShape !== undefined) this.responseShape = wire.responseShape;
    if (wire.eventMembers !== undefined) this.eventMembers = wire.eventMembers;
    if (wire.lines !== undefined) this.lines = wire.lines;
    wire.readHead?.(this.#facts, head);
  }

  readRequest(document: unknown): void {
    const request = asObject(document);
    if (request === undefined) return;
    this.#facts.request = request;
    this.#wire.readRequest?.(this.#facts);
  }

  readFormField(name: string, value: string): void {
    this.#wire.readFormField?.(this.#facts, name, value);
  }

  readResponseHead(head: ResponseHead): void {
    this.#wire.readResponseHead?.(this.#facts, head);
  }

  readResponse(document: unknown): void {
    const response = asObject(document);
    if (response !== undefined) this.#wire.readResponse?.(this.#facts, response);
  }

  reading(): Reading {
    this.#wire.conclude?.(this.#facts);
    return this.#facts;
  }
}

/** Sets the usage, which is all there will be. */
export function setUsage(facts: Facts, usage: Usage | undefined): void {
  if (usage === undefined) return;
  facts.usage = usage;
  facts.complete = true;
}

/** Sets a name that the wire may not tell; what was known before stays then. */
export function setName(
  facts: Facts,
  name: 'requestModel' | 'responseModel' | 'resultId' | 'serviceTier' | 'variant',
  value: unknown,
): void {
  if (typeof value === 'string' && value !== '') facts[name] = value;
}
