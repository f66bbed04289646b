import { context, SpanKind, trace, type TracerProvider } from '@opentelemetry/api';
import { guard, type OnFault } from '../guard.ts';
import { ATTRIBUTE, SPAN_ATTRIBUTE } from '../names.ts';
import { CallSpan } from './call-span.ts';
import { TracerSource } from './tracer-source.ts';

/** What is known of a call when it begins. */
export interface BeginningCall {
  /** `gen_ai.operation.name`. */
  operation: string;
  /** `gen_ai.provider.name`. */
  provider: string;
  hostname: string;
  port: number | undefined;
  /** Counts which repetition of an earlier attempt this is; asked only where there is a tracer. */
  countResends: () => number;
}

export interface CallSpansOptions {
  /** False makes no spans. */
  enabled: boolean;
  /** Told of a fault in the application's tracer; the call is metered all the same. */
  onFault: OnFault;
}

/**
 * Makes a span for each call to a model where the application has a tracer, as a child of what runs. Source: OpenTelemetry
 * semantic conventions for generative AI, client spans (core 1.41).
 */
export class CallSpans {
  readonly #source = new TracerSource();
  readonly #enabled: boolean;
  readonly #onFault: OnFault;

  constructor({ enabled, onFault }: CallSpansOptions) {
    this.#enabled = enabled;
    this.#onFault = onFault;
  }

  useTracerProvider(provider: TracerProvider): void {
    this.#source.use(provider);
  }

  /** False when no span would be made anyway. */
  get isTracing(): boolean {
    if (!this.#enabled) return false;
    // Written out: every call asks.
    try {
      return this.#source.tracer() !== undefined;
    } catch (cause) {
      guard(ignore, () => this.#onFault(cause));
      return false;
    }
  }

  /** Undefined when nobody traces, or the sampler does not want this one. */
  start(call: BeginningCall): CallSpan | undefined {
    return this.#enabled ? guard(this.#onFault, () => this.#start(call)) : undefined;
  }

  #start({ operation, provider, hostname, port, countResends }: BeginningCall): CallSpan | undefined {
    const tracer = this.#source.tracer();
    if (tracer === undefined) return undefined;
    const parent = context.active();
    const resends = countResends();
    const span = tracer.startSpan(
      operation,
      {
        kind: SpanKind.CLIENT,
        attributes: {
          [ATTRIBUTE.genAiOperationName]: operation,
          [ATTRIBUTE.genAiProviderName]: provider,
          [ATTRIBUTE.serverAddress]: hostname,
          ...(port !== undefined && { [ATTRIBUTE.serverPort]: port }),
          ...(resends > 0 && { [SPAN_ATTRIBUTE.httpRequestResendCount]: resends }),
        },
      },
      parent,
    );
    return span.isRecording() ? new CallSpan(span, trace.setSpan(parent, span)) : undefined;
  }
}

function ignore(): void {}
