import { diag, type MeterProvider, type TracerProvider } from '@opentelemetry/api';
import { createServiceAdapter } from './adapters/own-service.ts';
import { ADAPTERS, createAdapterFinder, type ProviderHost } from './adapters/registry.ts';
import { AttributionResolver } from './attribution/attribution-resolver.ts';
import { type AttributionSettings, NO_ATTRIBUTION_SETTINGS } from './attribution/attribution-settings.ts';
import { IncomingRoutes } from './attribution/incoming-routes.ts';
import { CallTracker } from './call/call-tracker.ts';
import type { FinishedCall } from './call/finished-call.ts';
import { finishedCallOf, type RecordedUsage } from './call/recorded-usage.ts';
import { EMPTY_OUTLAY_FILE, type OutlayFile } from './configuration/outlay-form.ts';
import { TokenEstimator } from './estimation/token-estimator.ts';
import { guard } from './guard.ts';
import { createNodeHttpSource } from './capture/node-http.ts';
import { createNodeHttp2Source } from './capture/node-http2.ts';
import type { CaptureSource } from './capture/types.ts';
import { createUndiciSource } from './capture/undici-channels.ts';
import { UsageRequestingFetch } from './capture/wrapped-fetch.ts';
import { type Instruments, reportToMeter } from './meter/instruments.ts';
import { PendingEstimates } from './meter/pending-estimates.ts';
import { PricingQueue } from './meter/pricing-queue.ts';
import { Recorder } from './meter/recorder.ts';
import { type CardinalityLimits, createTotals, DEFAULT_CARDINALITY, type Totals } from './meter/totals.ts';
import type { UsageEstimator } from './meter/usage-estimator.ts';
import { DROPPED_REASON, type DroppedReason, METER_NAME } from './names.ts';
import type { PriceCatalogue } from './pricing/catalogue.ts';
import { announceMetering, type RunningMetering, withdrawMetering } from './recording/running-metering.ts';
import { CallSpans } from './tracing/call-spans.ts';
import { VERSION } from './version.ts';

export interface MeteringOptions {
  /** What `outlay.yaml` says; absent says nothing. */
  outlayFile?: OutlayFile;
  /** What calls are attributed to beside what the application sets; absent is nothing. */
  attribution?: AttributionSettings;
  /** False makes no spans, though the application traces. */
  spans?: boolean;
  /** Counts the tokens of streams that state none; a thread that does it starts with the first of them when absent. */
  estimator?: UsageEstimator;
  /** Loads what calls are priced with; absent takes Outlay's own prices, without allowances and what the user says. */
  loadPrices?: () => Promise<PriceCatalogue>;
  /** How many sets of attributes an instrument may have; absent takes the defaults. */
  cardinality?: CardinalityLimits;
  /** True wraps the global `fetch`, so that streams are asked for the usage that they would not state. */
  requestStreamUsage?: boolean;
  /** Called once, soon after the first request has begun. */
  onFirstUse?: () => void;
  /** Told what somebody who runs the service should know, each thing once; OpenTelemetry's `diag` when absent. */
  tell?: (message: string) => void;
}

/** Puts the parts together: capture, calls, pricing, meter. */
export class Metering implements RunningMetering {
  /** What was counted so far. */
  readonly totals: Totals;
  readonly #tell: (message: string) => void;
  readonly #told = new Set<DroppedReason>();
  readonly #recorder: Recorder;
  readonly #queue: PricingQueue;
  readonly #estimates: PendingEstimates;
  readonly #onFault = (cause: unknown): void => this.#drop(DROPPED_REASON.internalError, cause);
  readonly #tracker: CallTracker;
  readonly #sources: readonly CaptureSource[];
  readonly #usageRequests: UsageRequestingFetch | undefined;
  readonly #attribution: AttributionResolver;
  readonly #routes: IncomingRoutes;
  readonly #spans: CallSpans;
  readonly #onFirstUse: (() => void) | undefined;
  #meterProvider: MeterProvider | undefined;
  #instruments: Instruments | undefined;
  #prepared = false;

  /** @param meterProvider where the totals are reported; undefined when whoever made this reads them */
  constructor(
    providerHosts: readonly ProviderHost[],
    meterProvider: MeterProvider | undefined,
    options: MeteringOptions = {},
  ) {
    const onFault = this.#onFault;
    const { services } = options.outlayFile ?? EMPTY_OUTLAY_FILE;
    this.#tell = options.tell ?? tellDiag;
    this.#onFirstUse = options.onFirstUse;
    const attribution = options.attribution ?? NO_ATTRIBUTION_SETTINGS;
    this.#attribution = new AttributionResolver(attribution);
    this.#routes = new IncomingRoutes(attribution.routes, onFault);
    this.#spans = new CallSpans({ enabled: options.spans !== false, onFault });
    this.totals = createTotals(options.cardinality ?? DEFAULT_CARDINALITY);
    this.#estimates = new PendingEstimates(
      options.estimator ??
        new TokenEstimator({
          onBacklog: () => this.#drop(DROPPED_REASON.estimationBacklog, undefined),
          onUnavailable: (message) => this.#say(message),
        }),
      onFault,
    );
    this.#queue = new PricingQueue({
      ...(options.loadPrices !== undefined && { load: options.loadPrices }),
      onFault,
      onUnavailable: (cause) => this.#drop(DROPPED_REASON.catalogueUnavailable, cause),
      onOverflow: () => this.#drop(DROPPED_REASON.pricingBacklog, undefined),
    });
    this.#recorder = new Recorder(this.totals, this.#queue, this.#estimates);
    if (meterProvider !== undefined) this.useMeterProvider(meterProvider);
    this.#tracker = new CallTracker({
      findAdapter: createAdapterFinder(providerHosts, [
        ...ADAPTERS,
        // Later ones win: a host of one's own stays one's own.
        ...services.map(createServiceAdapter),
      ]),
      attribution: () => this.#attribution.current(),
      spans: this.#spans,
      onStart: () => this.#prepare(),
      onFinish: (call) => this.#record(call),
      onDropped: (reason, cause) => this.#drop(reason, cause),
      onEstimateExpected: (model) => guard(onFault, () => this.#estimates.prepare(model)),
    });
    this.#sources = [
      createUndiciSource(onFault),
      createNodeHttpSource(onFault),
      createNodeHttp2Source(onFault),
    ];
    if (options.requestStreamUsage === true) {
      this.#usageRequests = new UsageRequestingFetch({
        asksForUsage: (head) => this.#tracker.asksForUsage(head),
        onFault,
      });
    }
  }

  /** Everything recorded so far, as a number that only grows. */
  get changes(): number {
    return this.#recorder.changes + (this.#tracker.hasEnded ? 1 : 0);
  }

  enable(): void {
    for (const source of this.#sources) source.enable(this.#tracker.beforeSend);
    this.#routes.enable();
    this.#usageRequests?.enable();
    announceMetering(this);
  }

  disable(): void {
    for (const source of this.#sources) source.disable();
    this.#routes.disable();
    this.#usageRequests?.disable();
    withdrawMetering(this);
    // Nothing tells of their end any more: what is known of them counts.
    this.#tracker.closeAll().catch(this.#onFault);
  }

  /** Records to another provider from now on. It is told what the one before was not told. */
  useMeterProvider(meterProvider: MeterProvider): void {
    if (meterProvider === this.#meterProvider) return;
    this.#meterProvider = meterProvider;
    // The old instruments end before there are new ones, so that none counts twice.
    this.#instruments?.release();
    const meter = meterProvider.getMeter(METER_NAME, VERSION);
    this.#instruments = reportToMeter(meter, this.totals, () => this.settled());
  }

  /** Makes spans with a tracer of `tracerProvider` from now on. */
  useTracerProvider(tracerProvider: TracerProvider): void {
    this.#spans.useTracerProvider(tracerProvider);
  }

  /** Records what no request shows; never throws. */
  recordUsage(recorded: RecordedUsage): void {
    this.#prepare();
    guard(this.#onFault, () => {
      const attribution = this.#attribution.complete(recorded.attribution);
      this.#recorder.record(finishedCallOf({ ...recorded, attribution }));
    });
  }

  /** Resolves when every finished call is priced; estimates are waited for only so long. */
  async settled(): Promise<void> {
    this.#tracker.completeEnded();
    await this.#estimates.settled();
    await this.#queue.settled();
  }

  /** Counts calls whose estimate is still under way as calls without usage: the process is about to end. */
  giveUpEstimates(): void {
    guard(this.#onFault, () => this.#estimates.giveUp());
  }

  /** Closes the books of calls that are still open. */
  async closeOpenCalls(): Promise<void> {
    await this.#tracker.closeAll();
  }

  #record(call: FinishedCall): void {
    guard(this.#onFault, () => this.#recorder.record(call));
    const { span, reading } = call;
    if (span === undefined) return;
    const end = (at?: Date): void => {
      guard(this.#onFault, () => span.end(at));
    };
    guard(this.#onFault, () => {
      const { genAiOperation: operation = call.operation, statusCode, errorType } = call;
      const { requestModel, responseModel } = reading;
      span.finish({ operation, requestModel, responseModel, statusCode, errorType });
    });
    if (this.#queue.isReady && call.estimable === undefined) end();
    else {
      // The cost comes a little later; the span ends when the call did.
      const endedAt = new Date();
      void this.#estimates
        .finished()
        .then(() => this.#queue.settled())
        .then(() => end(endedAt));
    }
  }

  /** Loads the prices behind the first request, so that it does not wait for them. */
  #prepare(): void {
    if (this.#prepared) return;
    this.#prepared = true;
    setImmediate(() => {
      this.#queue.prepare();
      guard(this.#onFault, () => this.#onFirstUse?.());
    }).unref();
  }

  #drop(reason: DroppedReason, cause: unknown): void {
    this.#recorder.recordDropped(reason);
    if (this.#told.has(reason)) return;
    this.#told.add(reason);
    // The class alone: a message could quote what was in a body.
    const name = cause instanceof Error ? ` (${cause.name})` : '';
    this.#say(`Telemetry was dropped: ${reason}${name}. Further ones are counted, not told.`);
  }

  /** The logger is the application's: what it throws must not end a process that a decoder or a promise told of a fault. */
  #say(message: string): void {
    guard(ignore, () => this.#tell(message));
  }
}

function ignore(): void {}

function tellDiag(message: string): void {
  diag.createComponentLogger({ namespace: METER_NAME }).warn(message);
}
