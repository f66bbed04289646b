import { trace, type Tracer, type TracerProvider } from '@opentelemetry/api';
import { METER_NAME } from '../names.ts';
import { VERSION } from '../version.ts';

/** What stands in for a provider that is not set yet; any version of the API may have made it. */
interface ProxyProvider extends TracerProvider {
  getDelegateTracer(name: string, version?: string): Tracer | undefined;
}

/** Finds the application's tracer; there is none until the application has set one up. */
export class TracerSource {
  #provider: TracerProvider | undefined;
  #found: { provider: TracerProvider; tracer: Tracer } | undefined;

  /** Takes tracers from `provider` instead of the global one. */
  use(provider: TracerProvider): void {
    this.#provider = provider;
  }

  /** Undefined when nobody traces. */
  tracer(): Tracer | undefined {
    // Every call asks, and most applications do not trace: asking the API takes longer than this.
    if (this.#provider === undefined && !isTracerRegistered()) return undefined;
    const provider = this.#provider ?? trace.getTracerProvider();
    if (this.#found?.provider === provider) return this.#found.tracer;
    const tracer = isProxy(provider)
      ? provider.getDelegateTracer(METER_NAME, VERSION)
      : provider.getTracer(METER_NAME, VERSION);
    this.#found = tracer && { provider, tracer };
    return tracer;
  }
}

/** Where version 1 of the API keeps what is global in the process. Source: @opentelemetry/api, `global-utils`. */
const API = Symbol.for('opentelemetry.js.api.1');

function isTracerRegistered(): boolean {
  return (globalThis as { [API]?: { trace?: unknown } })[API]?.trace !== undefined;
}

function isProxy(provider: TracerProvider): provider is ProxyProvider {
  return typeof (provider as Partial<ProxyProvider>).getDelegateTracer === 'function';
}
