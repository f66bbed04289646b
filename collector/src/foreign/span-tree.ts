import type { Span } from '../otlp/traces.ts';

/** Spans of which something is remembered from one export to the next. */
const MOST_REMEMBERED = 100_000;
/** Deeper than traces of calls are, over several services too; ids may form a ring. */
const MAX_DEPTH = 64;
/** Requests to other services within one call of which the ledger is told; retries make several. */
const MOST_WITHIN = 32;

/** A span by its trace's id and its own. */
export function spanName({ traceId, spanId }: Pick<Span, 'traceId' | 'spanId'>): string {
  return traceId + spanId;
}

export function parentName({ traceId, parentSpanId }: Span): string | undefined {
  return parentSpanId === undefined ? undefined : traceId + parentSpanId;
}

/** Where the calls of an export stand among the spans that are known. Spans are told by their names. */
export interface Surroundings {
  /**
   * The spans around one, the nearest first; the last may be one that was not seen. Spans with one parent share the array.
   */
  around(span: Span): readonly string[];
  /** Requests of a call's process that lead to other services: none of their spans is a call of its own. */
  within(call: Span): readonly string[];
}

/**
 * Remembers how spans lie within each other, and which have a call with usage below them: a framework's span around a
 * client's repeats its usage, and so does a client's around that of a gateway. Spans are exported when they end, so those
 * within come before those around them, often in an earlier export. What is forgotten here, for being too much or at a
 * restart, still stands in the ledger for the spans that each call was seen with.
 */
export class CoveredSpans {
  readonly #covered = new Set<string>();
  readonly #parents = new Map<string, string>();

  /**
   * Notes the spans around each of the calls with usage.
   *
   * @param all every span of the export, GenAI or not
   */
  cover(all: readonly Span[], calls: readonly Span[]): Surroundings {
    for (const span of all) this.#rememberParent(span);
    const lists = new Map<string, readonly string[]>();
    const around = (span: Span): readonly string[] => {
      const parent = parentName(span);
      if (parent === undefined) return [];
      const list = lists.get(parent) ?? this.#from(parent);
      lists.set(parent, list);
      return list;
    };
    const found = new Set<string>();
    const addAround = (span: Span, seen: Set<readonly string[]>) => {
      const list = around(span);
      if (seen.has(list)) return;
      seen.add(list);
      for (const name of list) found.add(name);
    };
    const seen = new Set<readonly string[]>();
    for (const call of calls) addAround(call, seen);
    for (const span of all) if (found.has(spanName(span)) || this.has(span)) addAround(span, seen);
    for (const name of found) this.#remember(name);
    const within = requestsWithin(all, calls, around);
    return { around, within: (call) => within.get(spanName(call)) ?? [] };
  }

  has(span: Span): boolean {
    return this.#covered.has(spanName(span));
  }

  #from(nearest: string): readonly string[] {
    const names: string[] = [];
    for (let name: string | undefined = nearest; name !== undefined && names.length < MAX_DEPTH;) {
      names.push(name);
      name = this.#parents.get(name);
    }
    return names;
  }

  #remember(name: string): void {
    this.#covered.delete(name);
    this.#covered.add(name);
    forgetOldest(this.#covered);
  }

  #rememberParent(span: Span): void {
    const parent = parentName(span);
    if (parent === undefined) return;
    const name = spanName(span);
    this.#parents.delete(name);
    this.#parents.set(name, parent);
    forgetOldest(this.#parents);
  }
}

function forgetOldest(remembered: Set<string> | Map<string, string>): void {
  if (remembered.size <= MOST_REMEMBERED) return;
  for (const oldest of remembered.keys()) {
    remembered.delete(oldest);
    return;
  }
}

/** Of each call, the clients' spans that have it for the nearest call around them: only from those do traces go on elsewhere. */
function requestsWithin(
  all: readonly Span[],
  calls: readonly Span[],
  around: Surroundings['around'],
): ReadonlyMap<string, readonly string[]> {
  const within = new Map(calls.map((call): [string, string[]] => [spanName(call), []]));
  for (const span of all) {
    if (!span.isClient || within.has(spanName(span))) continue;
    const nearest = around(span).find((name) => within.has(name));
    const requests = nearest === undefined ? undefined : within.get(nearest);
    if (requests !== undefined && requests.length < MOST_WITHIN) requests.push(spanName(span));
  }
  return within;
}
