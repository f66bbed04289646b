import { diag, type MeterProvider, metrics, type TracerProvider } from '@opentelemetry/api';
import type { Instrumentation, InstrumentationConfig } from '@opentelemetry/instrumentation';
import type { ProviderHost } from './adapters/registry.ts';
import { type AttributionSettings, parseAttributionSettings } from './attribution/attribution-settings.ts';
import { classifyCalls, type ClassifyCall } from './attribution/call-classifier.ts';
import { CARDINALITY_VARIABLE, parseCardinalityLimit } from './configuration/cardinality-limit.ts';
import { CONFIG_VARIABLE, loadOutlayFile } from './configuration/outlay-file.ts';
import type { OutlayFile } from './configuration/outlay-form.ts';
import { parseProviderHosts, PROVIDER_HOSTS_VARIABLE } from './configuration/provider-hosts.ts';
import { parseSpans, SPANS_VARIABLE } from './configuration/spans.ts';
import { parseStreamUsage, STREAM_USAGE_VARIABLE } from './configuration/stream-usage.ts';
import { guard } from './guard.ts';
import { type Claim, claimMetering, releaseMetering } from './instrumentation-claim.ts';
import type { CardinalityLimits } from './meter/totals.ts';
import { Metering } from './metering.ts';
import { METER_NAME } from './names.ts';
import { isSupportedNode, NODE_REQUIREMENT } from './node-version.ts';
import { loadLivePrices } from './pricing/load-live-prices.ts';
import { VERSION } from './version.ts';

/**
 * Below the 2,000 sets that OpenTelemetry's SDKs allow for an instrument by default: of what they observe past it they keep
 * only the last value, so their limit must never be reached.
 */
const MAX_SDK_SETS = 1_900;

export interface OutlayInstrumentationConfig extends InstrumentationConfig {
  /** Which provider answers at a host of one's own, in the form of `OUTLAY_PROVIDER_HOSTS`, which it replaces. */
  providerHosts?: string;
  /** Path of `outlay.yaml`; `OUTLAY_CONFIG` when absent, and the one in the working directory when neither is set. */
  configFile?: string;
  /** Names the feature of calls that have none, as `classifyCalls` does. */
  classify?: ClassifyCall;
  /** False makes no spans, though there is a tracer; `OUTLAY_SPANS` when absent. */
  spans?: boolean;
  /** `request` asks providers for the usage that streams would not state, as `OUTLAY_STREAM_USAGE` does, which it replaces. */
  streamUsage?: 'request';
}

/**
 * Meters calls to providers with the application's own OpenTelemetry:
 * `new NodeSDK({ instrumentations: [new OutlayInstrumentation()] })`. Where another copy meters already, it stays passive.
 */
export class OutlayInstrumentation implements Instrumentation<OutlayInstrumentationConfig> {
  readonly instrumentationName = METER_NAME;
  readonly instrumentationVersion = VERSION;
  readonly #claim: Claim = { owner: 'OutlayInstrumentation in an OpenTelemetry SDK' };
  readonly #diag = diag.createComponentLogger({ namespace: METER_NAME });
  #config: OutlayInstrumentationConfig;
  #meterProvider: MeterProvider | undefined;
  #tracerProvider: TracerProvider | undefined;
  #metering: Metering | undefined;
  #enabled = false;

  constructor(config: OutlayInstrumentationConfig = {}) {
    this.#config = { enabled: true, ...config };
    if (this.#config.enabled !== false) this.enable();
  }

  /** Starts metering; never throws. */
  enable(): void {
    if (this.#enabled) return;
    if (!isSupportedNode(process.versions.node)) {
      this.#diag.warn(NODE_REQUIREMENT);
      return;
    }
    const winner = claimMetering(this.#claim);
    if (winner) {
      this.#diag.warn(
        `Metering is on already (by ${winner.owner}); this one stays passive, so nothing counts twice.`,
      );
      return;
    }
    try {
      this.#metering ??= this.#createMetering();
      this.#metering.enable();
      this.#enabled = true;
    } catch (cause) {
      // A meter provider of the application, or its logger, may throw: the application starts all the same.
      this.#metering?.disable();
      releaseMetering(this.#claim);
      guard(ignore, () => this.#diag.error(`Outlay could not start and meters nothing. ${String(cause)}`));
    }
  }

  disable(): void {
    if (!this.#enabled) return;
    this.#enabled = false;
    this.#metering?.disable();
    releaseMetering(this.#claim);
  }

  setMeterProvider(meterProvider: MeterProvider): void {
    this.#meterProvider = meterProvider;
    this.#metering?.useMeterProvider(meterProvider);
  }

  setTracerProvider(tracerProvider: TracerProvider): void {
    this.#tracerProvider = tracerProvider;
    this.#metering?.useTracerProvider(tracerProvider);
  }

  getConfig(): OutlayInstrumentationConfig {
    return this.#config;
  }

  /** Counts from the next start on. */
  setConfig(config: OutlayInstrumentationConfig): void {
    this.#config = { enabled: true, ...config };
  }

  #createMetering(): Metering {
    const outlayFile = this.#loadFile();
    if (this.#config.classify !== undefined) classifyCalls(this.#config.classify);
    const metering = new Metering(this.#parseHosts(), this.#meterProvider ?? metrics.getMeterProvider(), {
      outlayFile,
      attribution: this.#parseAttribution(outlayFile),
      spans: this.#config.spans ?? this.#parseSpans(),
      cardinality: this.#parseCardinality(),
      requestStreamUsage: this.#parseStreamUsage(),
      loadPrices: () =>
        loadLivePrices(process.env, outlayFile.services, (message) => this.#diag.error(message)),
    });
    if (this.#tracerProvider !== undefined) metering.useTracerProvider(this.#tracerProvider);
    return metering;
  }

  #parseAttribution(outlayFile: OutlayFile): AttributionSettings {
    const { settings, problems } = parseAttributionSettings(outlayFile, process.env);
    for (const problem of problems) this.#diag.error(problem.message);
    return settings;
  }

  #parseSpans(): boolean {
    const { enabled, problem } = parseSpans(process.env[SPANS_VARIABLE]);
    if (problem) this.#diag.error(problem.message);
    return enabled;
  }

  #parseHosts(): readonly ProviderHost[] {
    const { hosts, problems } = parseProviderHosts(
      this.#config.providerHosts ?? process.env[PROVIDER_HOSTS_VARIABLE] ?? '',
    );
    for (const problem of problems) this.#diag.error(problem.message);
    return hosts;
  }

  #parseCardinality(): CardinalityLimits {
    const { limits, problem } = parseCardinalityLimit(process.env[CARDINALITY_VARIABLE]);
    if (problem) this.#diag.error(problem.message);
    return { sets: Math.min(limits.sets, MAX_SDK_SETS), users: Math.min(limits.users, MAX_SDK_SETS) };
  }

  #parseStreamUsage(): boolean {
    const { request, problem } = parseStreamUsage(
      this.#config.streamUsage ?? process.env[STREAM_USAGE_VARIABLE],
    );
    if (problem) this.#diag.error(problem.message);
    return request;
  }

  #loadFile(): OutlayFile {
    const { file, problems } = loadOutlayFile(this.#config.configFile ?? process.env[CONFIG_VARIABLE]);
    for (const problem of problems) this.#diag.error(problem.message);
    return file;
  }
}

function ignore(): void {}
