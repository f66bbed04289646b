import { diag, type MeterProvider } from '@opentelemetry/api';
import { createServiceAdapter } from './adapters/own-service.ts';
import { ADAPTERS, createAdapterFinder, type ProviderHost } from './adapters/registry.ts';
import { CallTracker } from './call/call-tracker.ts';
import { finishedCallOf, type RecordedUsage } from './call/recorded-usage.ts';
import { EMPTY_OUTLAY_FILE, type OutlayFile } from './configuration/outlay-form.ts';
import { TokenEstimator } from './estimation/token-estimator.ts';
import { guard } from './guard.ts';
import { createNodeHttpSource } from './capture/node-http.ts';
import { type CaptureSource } from './capture/types.ts';
import { createUndiciSource } from './capture/undici-channels.ts';
import { createInstruments, createTotals } from './meter/instruments.ts';
import { PendingEstimates } from './meter/pending-estimates.ts';
import { PricingQueue } from './meter/pricing-queue.ts';
import { Recorder } from './meter/recorder.ts';
import { type UsageEstimator } from './meter/usage-estimator.ts';
import { DROPPED_REASON, type DroppedReason, METER_NAME } from './names.ts';
import { VERSION } from './version.ts';

export interface MeteringOptions {
  /** What `outlay.yaml` says; absent says nothing. */
  outlayFile?: OutlayFile;
  /** Counts the tokens of streams that state none; a thread that does it starts with the first of them when absent. */
  estimator?: UsageEstimator;
  /** Told what somebody who runs the service should know, each thing once; OpenTelemetry's `diag` when absent. */
  tell?: (message: string) => void;
}

/** Puts the parts together: capture, calls, pricing, meter. */
export class Metering {
  readonly #totals = createTotals();
  readonly #tell: (message: string) => void;
  readonly #told = new Set<DroppedReason>();
  readonly #recorder: Recorder;
  readonly #queue: PricingQueue;
  readonly #estimates: PendingEstimates;
  readonly #onFault = (cause: unknown): void => this.#drop(DROPPED_REASON.internalError, cause);
  readonly #tracker: CallTracker;
  readonly #sources: readonly CaptureSource[];
  #meterProvider: MeterProvider;
  #prepared = false;

  constructor(
    providerHosts: readonly ProviderHost[],
    meterProvider: MeterProvider,
    options: MeteringOptions = {},
  ) {
    const onFault = this.#onFault;
    const { services } = options.outlayFile ?? EMPTY_OUTLAY_FILE;
    this.#tell = options.tell ?? tellDiag;
    this.#estimates = new PendingEstimates(
      options.estimator ??
        new TokenEstimator({
          onBacklog: () => this.#drop(DROPPED_REASON.estimationBacklog, undefined),
          onUnavailable: (message) => this.#tell(message),
        }),
    );
    this.#queue = new PricingQueue({
      onFault,
      onUnavailable: (cause) => this.#drop(DROPPED_REASON.catalogueUnavailable, cause),
      onOverflow: () => this.#drop(DROPPED_REASON.pricingBacklog, undefined),
    });
    this.#meterProvider = meterProvider;
    this.#recorder = new Recorder(
      this.#totals,
      this.#queue,
      this.#estimates,
      this.#createInstruments(meterProvider),
    );
    this.#tracker = new CallTracker({
      findAdapter: createAdapterFinder(providerHosts, [
        ...ADAPTERS,
        // Later ones win: a host of one's own stays one's own.
        ...services.map(createServiceAdapter),
      ]),
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

  /** Records what no request shows; never throws. */
  recordUsage(recorded: RecordedUsage): void {
    this.#prepare();
    guard(this.#onFault, () => this.#recorder.record(finishedCallOf(recorded)));
  }

  /** Resolves when every finished call is priced; estimates are waited for only so long. */
  async settled(): Promise<void> {
    await this.#estimates.settled();
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
    return createInstruments(meterProvider.getMeter(METER_NAME, VERSION), this.#totals, () => this.settled());
  }

  #drop(reason: DroppedReason, cause: unknown): void {
    this.#recorder.recordDropped(reason);
    if (this.#told.has(reason)) return;
    this.#told.add(reason);
    // The class alone: a message could quote what was in a body.
    const name = cause instanceof Error ? ` (${cause.name})` : '';
    this.#tell(`Telemetry was dropped: ${reason}${name}. Further ones are counted, not told.`);
  }
}

function tellDiag(message: string): void {
  diag.createComponentLogger({ namespace: METER_NAME }).warn(message);
}
