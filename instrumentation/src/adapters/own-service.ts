import { isSuccess } from '../call/status.ts';
import type { RequestHead, ResponseHead } from '../capture/types.ts';
import type { ServiceDescription } from '../configuration/outlay-form.ts';
import { compilePathPattern } from '../configuration/path-pattern.ts';
import type { Shape } from '../wire/json-extractor.ts';
import { asObject } from '../wire/json-values.ts';
import type { CallReader, Endpoint, ProviderAdapter, Reading } from './types.ts';

type RequestDescription = ServiceDescription['requests'][number];

/** The adapter of a metered API of one's own. The first description that fits a request counts; others are free. */
export function createServiceAdapter(service: ServiceDescription): ProviderAdapter {
  const endpoints = service.requests.map((request) => ({
    method: request.method,
    matches: compilePathPattern(request.path),
    endpoint: createEndpoint(request),
  }));
  return {
    provider: service.name,
    hosts: service.hosts,
    endpoint(method, path) {
      const found = endpoints.find(
        (candidate) => (candidate.method?.includes(method) ?? true) && candidate.matches(path),
      );
      return found?.endpoint ?? NOT_DESCRIBED;
    },
  };
}

const NOT_DESCRIBED: Endpoint = {
  operation: 'other',
  billing: 'never',
  createReader: () => ({ reading: () => ({ complete: true }) }),
};

function createEndpoint({ operation, unit, count }: RequestDescription): Endpoint {
  const places: Partial<Record<CountPlace, string>> = typeof count === 'number' ? {} : count;
  const request = places.request === undefined ? undefined : membersOf(places.request);
  const response = places.response === undefined ? undefined : membersOf(places.response);
  const plan: CountPlan = {
    unit,
    constant: typeof count === 'number' ? count : undefined,
    request,
    response,
    requestShape: request && shapeOf(request),
    responseShape: response && shapeOf(response),
    requestHeader: places.requestHeader,
    responseHeader: places.responseHeader,
  };
  return { operation, billing: 'expected', createReader: (head) => new ServiceReader(plan, head) };
}

type CountPlace = 'request' | 'response' | 'requestHeader' | 'responseHeader';

/** Where the count of one kind of request stands. */
interface CountPlan {
  unit: string;
  constant: number | undefined;
  request: readonly string[] | undefined;
  response: readonly string[] | undefined;
  requestShape: Shape | undefined;
  responseShape: Shape | undefined;
  requestHeader: string | undefined;
  responseHeader: string | undefined;
}

/** Finds the count of one request; of the bodies nothing but the value at the path is looked at. */
class ServiceReader implements CallReader {
  readonly requestShape?: Shape;
  readonly responseShape?: Shape;
  readonly eventMembers = 'every';
  readonly #plan: CountPlan;
  #count: number | undefined;
  #accepted = false;

  constructor(plan: CountPlan, head: RequestHead) {
    this.#plan = plan;
    if (plan.requestShape !== undefined) this.requestShape = plan.requestShape;
    if (plan.responseShape !== undefined) this.responseShape = plan.responseShape;
    this.#count = plan.requestHeader === undefined ? plan.constant : countOf(head.header(plan.requestHeader));
  }

  readRequest(document: unknown): void {
    this.#count = countOf(memberAt(document, this.#plan.request ?? []));
  }

  readResponseHead(head: ResponseHead): void {
    this.#accepted = isSuccess(head.statusCode);
    const { responseHeader } = this.#plan;
    if (responseHeader !== undefined) this.#count = countOf(head.header(responseHeader));
  }

  /** Of several events the last one with a count tells. */
  readResponse(document: unknown): void {
    this.#count = countOf(memberAt(document, this.#plan.response ?? [])) ?? this.#count;
  }

  reading(): Reading {
    const count = this.#count;
    return {
      complete: true,
      ...(this.#accepted && count !== undefined && { usage: { units: { [this.#plan.unit]: count } } }),
    };
  }
}

/** `$` is the document itself. */
function membersOf(path: string): readonly string[] {
  return path
    .replace(/^\$\.?/, '')
    .split('.')
    .filter(Boolean);
}

function shapeOf(members: readonly string[]): Shape {
  return members.reduceRight<Shape>((inner, member) => ({ object: { [member]: inner } }), true);
}

function memberAt(document: unknown, members: readonly string[]): unknown {
  return members.reduce<unknown>((value, member) => asObject(value)?.[member], document);
}

/** A number, also one written as a text; the length of a list, the members of an object. */
function countOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof count === 'number' && Number.isFinite(count) ? count : undefined;
}
