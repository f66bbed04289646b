import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestHead } from '../capture/types.ts';
import { labelValue } from './attribution.ts';

/** One call as a classifier sees it, inside the process; nothing of it is kept. */
export interface ClassifiableCall {
  readonly provider: string;
  readonly operation: string;
  /** The model that was asked for. */
  readonly model: string | undefined;
  readonly method: string;
  readonly hostname: string;
  /** Without the query. */
  readonly path: string;
  header(name: string): string | undefined;
  /** The request's JSON; undefined when it is no JSON, or larger than a megabyte. */
  body(): unknown;
}

/** Returns the feature that a call belongs to; undefined when it cannot tell. */
export type ClassifyCall = (call: ClassifiableCall) => string | undefined;

/** Larger bodies are not kept for a classifier. */
const MAX_BODY_BYTES = 1024 * 1024;
const CLASSIFIER = Symbol.for('outlay.classify');

/**
 * Asks `classify` for the feature of each call that has none yet, once, when the call is over. It runs in the asynchronous
 * context in which the call was made. What it throws is counted (`application_hook`) and reaches nobody. The last
 * classifier counts; undefined asks nobody any more.
 */
export function classifyCalls(classify: ClassifyCall | undefined): void {
  // One for all copies of the package in a process.
  (globalThis as { [CLASSIFIER]?: ClassifyCall | undefined })[CLASSIFIER] = classify;
}

export function currentClassifier(): ClassifyCall | undefined {
  return (globalThis as { [CLASSIFIER]?: ClassifyCall })[CLASSIFIER];
}

/** Undefined when nobody classifies. */
export function beginClassification(head: RequestHead): PendingClassification | undefined {
  const classify = currentClassifier();
  return classify && new PendingClassification(classify, head);
}

/** A call that is to be classified when its request is complete. Until then it keeps references to the request's bytes. */
export class PendingClassification {
  readonly #classify: ClassifyCall;
  readonly #head: RequestHead;
  readonly #inContext = AsyncLocalStorage.snapshot();
  #chunks: Uint8Array[] | undefined = [];
  #bytes = 0;

  constructor(classify: ClassifyCall, head: RequestHead) {
    this.#classify = classify;
    this.#head = head;
  }

  add(chunk: Uint8Array): void {
    if (this.#chunks === undefined) return;
    this.#bytes += chunk.byteLength;
    if (this.#bytes > MAX_BODY_BYTES) this.#chunks = undefined;
    else this.#chunks.push(chunk);
  }

  /**
   * The feature that the application names.
   *
   * @throws what the application's function throws
   */
  feature(call: Pick<ClassifiableCall, 'provider' | 'operation' | 'model'>): string | undefined {
    const { method, hostname, path } = this.#head;
    const chunks = this.#chunks;
    this.#chunks = undefined;
    let body: { document: unknown } | undefined;
    const feature: unknown = this.#inContext(() =>
      this.#classify({
        ...call,
        method,
        hostname,
        path,
        header: (name) => this.#head.header(name.toLowerCase()),
        body: () => (body ??= { document: parse(chunks) }).document,
      }),
    );
    if (feature instanceof Promise) {
      // Nobody waits for it: its failure must not end the process.
      feature.catch(() => undefined);
      throw new TypeError('a classifier returns the name of a feature, no promise');
    }
    return labelValue(feature);
  }
}

function parse(chunks: readonly Uint8Array[] | undefined): unknown {
  if (chunks === undefined || chunks.length === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
}
