import { diag, type MeterProvider, metrics } from '@opentelemetry/api';
import { type Instrumentation, type InstrumentationConfig } from '@opentelemetry/instrumentation';
import { type ProviderHost } from './adapters/registry.ts';
import { CONFIG_VARIABLE, loadOutlayFile } from './configuration/outlay-file.ts';
import { type OutlayFile } from './configuration/outlay-form.ts';
import { parseProviderHosts, PROVIDER_HOSTS_VARIABLE } from './configuration/provider-hosts.ts';
import { type Claim, claimMetering, releaseMetering } from './instrumentation-claim.ts';
import { Metering } from './metering.ts';
import { METER_NAME } from './names.ts';
import { isSupportedNode, NODE_REQUIREMENT } from './node-version.ts';
import { VERSION } from './version.ts';

export interface OutlayInstrumentationConfig extends InstrumentationConfig {
  /** Which provider answers at a host of one's own, in the form of `OUTLAY_PROVIDER_HOSTS`, which it replaces. */
  providerHosts?: string;
  /** Path of `outlay.yaml`; `OUTLAY_CONFIG` when absent, and the one in the working directory when neither is set. */
  configFile?: string;
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
    this.#enabled = true;
    this.#metering ??= new Metering(this.#parseHosts(), this.#meterProvider ?? metrics.getMeterProvider(), {
      outlayFile: this.#loadFile(),
    });
    this.#metering.enable();
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

  /** Spans are not made: there is nothing to set. */
  setTracerProvider(): void {}

  getConfig(): OutlayInstrumentationConfig {
    return this.#config;
  }

  /** Counts from the next start on. */
  setConfig(config: OutlayInstrumentationConfig): void {
    this.#config = { enabled: true, ...config };
  }

  #parseHosts(): readonly ProviderHost[] {
    const { hosts, problems } = parseProviderHosts(
      this.#config.providerHosts ?? process.env[PROVIDER_HOSTS_VARIABLE] ?? '',
    );
    for (const problem of problems) this.#diag.error(problem.message);
    return hosts;
  }

  #loadFile(): OutlayFile {
    const { file, problems } = loadOutlayFile(this.#config.configFile ?? process.env[CONFIG_VARIABLE]);
    for (const problem of problems) this.#diag.error(problem.message);
    return file;
  }
}
