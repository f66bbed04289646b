import { setTimeout as sleep } from 'node:timers/promises';
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { INSTRUMENT, METER_NAME } from '../../../instrumentation/src/names.ts';
import type { Counted } from './counted.ts';
import { TrafficPlan } from './traffic-plan.ts';

const TIMEOUT_MS = 1500;
const NEVER_MS = 2_000_000;

/** A service that reports through the real SDK and the real exporter; the next export carries what a lost one held. */
export class SdkService {
  readonly #plan: TrafficPlan;
  readonly #reader: PeriodicExportingMetricReader;
  readonly #count: (call: number) => void;
  #wasTaken = false;

  constructor(url: string, index: number, protocol: 'json' | 'protobuf') {
    this.#plan = new TrafficPlan(index);
    const Exporter = protocol === 'json' ? JsonExporter : ProtobufExporter;
    const exporter = new Exporter({ url, timeoutMillis: TIMEOUT_MS });
    const send = exporter.export.bind(exporter);
    exporter.export = (metrics, done) =>
      send(metrics, (result) => {
        this.#wasTaken = result.code === 0;
        done(result);
      });
    this.#reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: NEVER_MS });
    const provider = new MeterProvider({
      resource: resourceFromAttributes({ 'service.name': 'shop', 'service.instance.id': `${process.pid}` }),
      readers: [this.#reader],
    });
    const meter = provider.getMeter(METER_NAME);
    const cost = meter.createCounter(INSTRUMENT.costUsd, { unit: '{USD}' });
    const usage = meter.createCounter(INSTRUMENT.usage, { unit: '{unit}' });
    const duration = meter.createHistogram(INSTRUMENT.requestDuration, { unit: 's' });
    this.#count = (call) => {
      const { labels, nanoUsd, tokens } = this.#plan.call(call);
      cost.add(nanoUsd / 1e9, { ...labels, pricing: 'exact' });
      usage.add(tokens, { ...labels, unit: 'input_tokens' });
      duration.record(0.02, labels);
    };
  }

  async work(calls: number): Promise<void> {
    for (let call = 0; call < calls; call += 1) this.#count(call);
    await this.#reader.forceFlush().catch(() => undefined);
  }

  /** Exports until the collector has taken it. */
  async finish(): Promise<Counted> {
    do {
      this.#wasTaken = false;
      await this.#reader.forceFlush().catch(() => undefined);
      if (!this.#wasTaken) await sleep(50);
    } while (!this.#wasTaken);
    return this.#plan.counted();
  }
}
