import type { Span } from '../otlp/traces.ts';

/** Ids of spans that are remembered from one export to the next. */
const MOST_REMEMBERED = 100_000;
/** Deeper than any trace of calls; ids may form a ring. */
const MAX_DEPTH = 200;

/** A span by its trace's id and its own. */
export function spanName({ traceId, spanId }: Pick<Span, 'traceId' | 'spanId'>): string {
  return traceId + spanId;
}

export function parentName({ traceId, parentSpanId }: Span): string | undefined {
  return parentSpanId === undefined ? undefined : traceId + parentSpanId;
}

/**
 * Remembers which spans have a call with usage below them: a framework's span around a client's repeats its usage. Spans
 * are exported when they end, so those within come before those around them, often in an earlier export; spans without
 * usage in between pass on what is known. What is forgotten here, for being too much or at a restart, still stands in the
 * ledger for the direct parent of each call.
 */
export class CoveredSpans {
  readonly #covered = new Set<string>();

  /**
   * Notes the spans around each of the calls.
   *
   * @param all every span of the export, GenAI or not
   * @returns the names of the spans around each call, those outside of the export too
   */
  cover(all: readonly Span[], calls: readonly Span[]): ReadonlyMap<Span, readonly string[]> {
    const byName = new Map(all.map((span) => [spanName(span), span]));
    const around = new Map(calls.map((call) => [call, ancestors(call, byName)]));
    for (const names of around.values()) for (const name of names) this.#remember(name);
    for (const span of all) {
      if (!this.has(span)) continue;
      for (const name of ancestors(span, byName)) this.#remember(name);
    }
    return around;
  }

  has(span: Span): boolean {
    return this.#covered.has(spanName(span));
  }

  #remember(name: string): void {
    this.#covered.delete(name);
    this.#covered.add(name);
    if (this.#covered.size <= MOST_REMEMBERED) return;
    for (const oldest of this.#covered) {
      this.#covered.delete(oldest);
      return;
    }
  }
}

/** Names of the spans around one, the nearest first; the last may lie outside of the export. */
function ancestors(span: Span, byName: ReadonlyMap<string, Span>): string[] {
  const names: string[] = [];
  let name = parentName(span);
  while (name !== undefined && names.length < MAX_DEPTH) {
    names.push(name);
    const parent = byName.get(name);
    name = parent === undefined ? undefined : parentName(parent);
  }
  return names;
}
