import { context, SpanKind, trace, type TracerProvider } from '@opentelemetry/api';
import { ATTRIBUTE } from '../names.ts';
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
}

export interface CallSpansOptions {
  /** False makes no spans. */
  enabled: boolean;
}

/**
 * Makes a span for each call to a model where the application has a tracer, as a child of what runs. Source: OpenTelemetry
 * semantic conventions for generative AI, client spans (core 1.41).
 */
export class CallSpans {
  readonly #source = new TracerSource();
  readonly #enabled: boolean;

  constructor({ enabled }: CallSpansOptions) {
    this.#enabled = enabled;
  }

  useTracerProvider(provider: TracerProvider): void {
    this.#source.use(provider);
  }

  /** Undefined when nobody traces, or the sampler does not want this one. */
  start({ operation, provider, hostname, port }: BeginningCall): CallSpan | undefined {
    if (!this.#enabled) return undefined;
    const tracer = this.#source.tracer();
    if (tracer === undefined) return undefined;
    const parent = context.active();
    const span = tracer.startSpan(
      operation,
      {
        kind: SpanKind.CLIENT,
        attributes: {
          [ATTRIBUTE.genAiOperationName]: operation,
          [ATTRIBUTE.genAiProviderName]: provider,
          [ATTRIBUTE.serverAddress]: hostname,
          ...(port !== undefined && { [ATTRIBUTE.serverPort]: port }),
        },
      },
      parent,
    );
    return span.isRecording() ? new CallSpan(span, trace.setSpan(parent, span)) : undefined;
  }
}
