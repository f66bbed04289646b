import { diag, type DiagLogger, type MeterProvider } from '@opentelemetry/api';
import { createAdapterFinder, type ProviderHost } from './adapters/registry.ts';
import { CallTracker } from './call/call-tracker.ts';
import { guard } from './guard.ts';
import { createNodeHttpSource } from './capture/node-http.ts';
import { type CaptureSource } from './capture/types.ts';
import { createUndiciSource } from './capture/undici-channels.ts';
import { createInstruments, createTotals } from './meter/instruments.ts';
import { PricingQueue } from './meter/pricing-queue.ts';
import { Recorder } from './meter/recorder.ts';
import { DROPPED_REASON, type DroppedReason, METER_NAME } from './names.ts';
import { VERSION } from './version.ts';

/** Puts the parts together: capture, calls, pricing, meter. */
export class Metering {
  readonly #totals = createTotals();
  readonly #diag: DiagLogger = diag.createComponentLogger({ namespace: METER_NAME });
  readonly #told = new Set<DroppedReason>();
  readonly #recorder: Recorder;
  readonly #queue: PricingQueue;
  readonly #tracker: CallTracker;
  readonly #sources: readonly CaptureSource[];
  #meterProvider: MeterProvider;
  #prepared = false;

  constructor(providerHosts: readonly ProviderHost[], meterProvider: MeterProvider) {
    const onFault = (cause: unknown) => this.#drop(DROPPED_REASON.internalError, cause);
    this.#queue = new PricingQueue({
      onFault,
      onUnavailable: (cause) => this.#drop(DROPPED_REASON.catalogueUnavailable, cause),
      onOverflow: () => this.#drop(DROPPED_REASON.pricingBacklog, undefined),
    });
    this.#meterProvider = meterProvider;
    this.#recorder = new Recorder(this.#totals, this.#queue, this.#createInstruments(meterProvider));
    this.#tracker = new CallTracker({
      findAdapter: createAdapterFinder(providerHosts),
      onStart: () => this.#prepare(),
      onFinish: (call) => guard(onFault, () => this.#recorder.record(call)),
      onDropped: (reason, cause) => this.#drop(reason, cause),
    });
    this.#sources = [createUndiciSource(onFault), createNodeHttpSource(onFault)];
  }

  /** Everything recorded so far, as a number that only grows. */
  get changes(): number {
    return this.#recorder.changes;
  }

  enable(): void {
    for (const source of this.#sources) source.enable(this.#tracker.beforeSend);
  }

  disable(): void {
    for (const source of this.#sources) source.disable();
  }

  /** Records to another provider from now on. It is told what the one before was not told. */
  useMeterProvider(meterProvider: MeterProvider): void {
    if (meterProvider === this.#meterProvider) return;
    this.#meterProvider = meterProvider;
    this.#recorder.useInstruments(() => this.#createInstruments(meterProvider));
  }

  /** Resolves when every finished call is priced. */
  async settled(): Promise<void> {
    await this.#queue.settled();
  }

  /** Closes the books of calls that are still open. */
  async closeOpenCalls(): Promise<void> {
    await this.#tracker.closeAll();
  }

  /** Loads the prices behind the first request, so that it does not wait for them. */
  #prepare(): void {
    if (this.#prepared) return;
    this.#prepared = true;
    setImmediate(() => this.#queue.prepare()).unref();
  }

  #createInstruments(meterProvider: MeterProvider) {
    return createInstruments(meterProvider.getMeter(METER_NAME, VERSION), this.#totals, () =>
      this.#queue.settled(),
    );
  }

  #drop(reason: DroppedReason, cause: unknown): void {
    this.#recorder.recordDropped(reason);
    if (this.#told.has(reason)) return;
    this.#told.add(reason);
    // The class alone: a message could quote what was in a body.
    const name = cause instanceof Error ? ` (${cause.name})` : '';
    this.#diag.warn(`Telemetry was dropped: ${reason}${name}. Further ones are counted, not told.`);
  }
}
