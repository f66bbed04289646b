import { guard, type OnFault } from '../guard.ts';
import { targetOf } from './authority.ts';
import { filterResponse } from './filtered-response.ts';
import { findHeader } from './headers.ts';
import { askForUsage } from './stream-usage-request.ts';
import { TargetHead } from './target-head.ts';
import type { RequestHead } from './types.ts';

type Fetch = typeof globalThis.fetch;

export interface UsageRequestOptions {
  /** True when a stream of this endpoint states its usage only when it is asked. */
  asksForUsage: (head: RequestHead) => boolean;
  onFault: OnFault;
}

/** A request that asks for its usage, and as the caller wrote it. */
interface AskingRequest {
  init: RequestInit;
  original: RequestInit | undefined;
  origin: string;
}

const EVENT_STREAM = /^text\/event-stream\b/i;
/** What an API answers that does not know a member of the request. */
const REFUSALS: ReadonlySet<number> = new Set([400, 422]);
const MEMBER = 'stream_options';

/**
 * Wraps the global `fetch`: streams of chat completions that would state no usage are asked for it, and the event that
 * answers is taken out of what the caller reads. It meters nothing itself: what is sent and received passes the channels
 * as ever. Requests of any other kind go to the real `fetch` untouched. An API that refuses the question is sent what the
 * caller wrote, and is not asked again.
 */
export class UsageRequestingFetch {
  readonly #options: UsageRequestOptions;
  readonly #refusing = new Set<string>();
  #real: Fetch | undefined;
  #wrapped: Fetch | undefined;

  constructor(options: UsageRequestOptions) {
    this.#options = options;
  }

  enable(): void {
    if (this.#real !== undefined) return;
    const real = globalThis.fetch;
    this.#real = real;
    this.#wrapped = (input, init) => {
      const asking = guard(this.#options.onFault, () => this.#prepare(input, init));
      return asking === undefined ? real(input, init) : this.#ask(real, input, asking);
    };
    Object.defineProperty(this.#wrapped, 'name', { value: 'fetch' });
    globalThis.fetch = this.#wrapped;
  }

  /** Gives the real `fetch` back, unless somebody has wrapped it once more. */
  disable(): void {
    if (this.#real !== undefined && globalThis.fetch === this.#wrapped) globalThis.fetch = this.#real;
    this.#real = undefined;
  }

  #prepare(input: unknown, init: RequestInit | undefined): AskingRequest | undefined {
    if (this.#real === undefined) return undefined;
    const url = typeof input === 'string' ? input : input instanceof URL ? input.href : undefined;
    const body: unknown = init?.body;
    if (url === undefined || init === undefined || !url.includes('/chat/completions')) return undefined;
    if (typeof body !== 'string' && !(body instanceof Uint8Array)) return undefined;
    if (!URL.canParse(url)) return undefined;
    const { origin, href } = new URL(url);
    const target = targetOf(href, origin);
    if (target === undefined || this.#refusing.has(origin)) return undefined;
    const head = new TargetHead(init.method ?? 'GET', target, (name) => headerOf(init.headers, name));
    // A body of a declared length or in an encoding is no text to add to.
    if (head.header('content-length') !== undefined || head.header('content-encoding') !== undefined) {
      return undefined;
    }
    if (!this.#options.asksForUsage(head)) return undefined;
    const asking = askForUsage(body);
    if (asking === undefined) return undefined;
    return { init: { ...init, body: asking as NonNullable<RequestInit['body']> }, original: init, origin };
  }

  async #ask(real: Fetch, input: Parameters<Fetch>[0], request: AskingRequest): Promise<Response> {
    const response = await real(input, request.init);
    if (REFUSALS.has(response.status) && (await isAboutTheQuestion(response))) {
      this.#refusing.add(request.origin);
      return real(input, request.original);
    }
    if (!response.ok || !EVENT_STREAM.test(response.headers.get('content-type') ?? '')) return response;
    return guard(this.#options.onFault, () => filterResponse(response)) ?? response;
  }
}

/** Reads a copy: the caller still has all of the response. */
async function isAboutTheQuestion(response: Response): Promise<boolean> {
  try {
    return (await response.clone().text()).includes(MEMBER);
  } catch {
    return false;
  }
}

function headerOf(headers: RequestInit['headers'], name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  return findHeader(Array.isArray(headers) ? headers.flat() : headers, name);
}
