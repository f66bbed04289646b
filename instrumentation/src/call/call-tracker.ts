import type { FindAdapter } from '../adapters/registry.ts';
import type { Attribution } from '../attribution/attribution.ts';
import { beginClassification } from '../attribution/call-classifier.ts';
import { isMeteringSuppressed } from '../capture/suppression.ts';
import type { BeforeSend, RequestHead } from '../capture/types.ts';
import { DROPPED_REASON, type DroppedReason } from '../names.ts';
import type { CallSpan } from '../tracing/call-span.ts';
import type { CallSpans } from '../tracing/call-spans.ts';
import { CallBatch } from './call-batch.ts';
import { type Destination, EndpointCache } from './endpoint-cache.ts';
import type { FinishedCall } from './finished-call.ts';
import { HeldBytesPool } from './held-bytes.ts';
import { MeteredCall, type MeteredCallOwner } from './metered-call.ts';
import { OpenCalls } from './open-calls.ts';
import { countResends } from './retry.ts';

/** Calls open at once; more than this means that something keeps them from ending. */
const MAX_OPEN_CALLS = 10_000;

export interface CallTrackerOptions {
  findAdapter: FindAdapter;
  /** Of a call that begins in the running code. */
  attribution: () => Attribution;
  spans: CallSpans;
  onStart: () => void;
  onFinish: (call: FinishedCall) => void;
  onDropped: (reason: DroppedReason, cause: unknown) => void;
  /** A stream has begun that will probably have to be estimated. */
  onEstimateExpected: (model: string | undefined) => void;
}

/** Begins a metered call for each request to a provider, and can close those that are still open. */
export class CallTracker implements MeteredCallOwner {
  readonly #options: CallTrackerOptions;
  readonly heldBytes = new HeldBytesPool();
  readonly #endpoints: EndpointCache;
  readonly #ended: CallBatch;
  readonly #open = new OpenCalls<MeteredCall>();
  #waiting: (() => void)[] = [];

  constructor(options: CallTrackerOptions) {
    this.#options = options;
    this.#endpoints = new EndpointCache(options.findAdapter);
    this.#ended = new CallBatch((cause) => options.onDropped(DROPPED_REASON.internalError, cause));
  }

  readonly beforeSend: BeforeSend = (head) => {
    const destination = this.#endpoints.find(head);
    if (destination === undefined || isMeteringSuppressed()) return undefined;
    if (this.#open.size >= MAX_OPEN_CALLS) this.#closeOldest();
    const attribution = this.#options.attribution();
    const call = new MeteredCall(
      {
        destination,
        head,
        attribution,
        classification: attribution.feature === undefined ? beginClassification(head) : undefined,
        span: this.#startSpan(destination, head),
      },
      this,
    );
    this.#open.add(call);
    this.#options.onStart();
    return call;
  };

  /** Spans are for calls to models alone. */
  #startSpan({ adapter, endpoint }: Destination, head: RequestHead): CallSpan | undefined {
    if (endpoint.genAiOperation === undefined || !this.#options.spans.isTracing) return undefined;
    return this.#options.spans.start({
      operation: endpoint.genAiOperation,
      provider: endpoint.genAiProvider ?? endpoint.provider ?? adapter.genAiProvider ?? adapter.provider,
      hostname: head.hostname,
      port: head.port,
      countResends: () => countResends(head),
    });
  }

  /** True when a stream of that endpoint states its usage only when it is asked. */
  asksForUsage(head: RequestHead): boolean {
    return this.#endpoints.find(head)?.endpoint.usageOnRequest === true && !isMeteringSuppressed();
  }

  now(): number {
    return performance.now();
  }

  ended(call: MeteredCall): void {
    if (call.isUrgent) call.complete();
    else this.#ended.add(call);
  }

  finished(call: MeteredCall, report: FinishedCall): void {
    this.#open.delete(call);
    this.#options.onFinish(report);
    if (this.#open.size === 0) this.#resolveWaiting();
  }

  dropped(reason: DroppedReason, cause: unknown): void {
    this.#options.onDropped(reason, cause);
  }

  expectsEstimate(model: string | undefined): void {
    this.#options.onEstimateExpected(model);
  }

  /** True when calls are over that are not reported yet. */
  get hasEnded(): boolean {
    return !this.#ended.isEmpty;
  }

  /** Reports the calls that are over now. */
  completeEnded(): void {
    this.#ended.complete();
  }

  /** Books what is known of the calls that are still open: the process is about to end. Resolves when all are over. */
  async closeAll(): Promise<void> {
    if (this.#open.size === 0) return;
    const closed = new Promise<void>((resolve) => this.#waiting.push(resolve));
    for (const call of this.#open) call.error(Object.assign(new Error('shutdown'), { name: 'Shutdown' }));
    this.#ended.complete();
    await closed;
  }

  #resolveWaiting(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting = [];
  }

  #closeOldest(): void {
    this.#ended.complete();
    const { oldest } = this.#open;
    if (oldest === undefined || this.#open.size < MAX_OPEN_CALLS) return;
    this.#open.delete(oldest);
    this.#options.onDropped(DROPPED_REASON.tooManyOpenCalls, undefined);
    oldest.error(undefined);
  }
}
