// An application that traces with an SDK of its own and knows nothing of the register hook that meters it.
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

const exporter = new InMemorySpanExporter();
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(provider);

const parent = trace.getTracer('application').startSpan('handle');
await context.with(trace.setSpan(context.active(), parent), async () => {
  const url = `${process.env.PROVIDER_URL}/v1/chat/completions`;
  await (await fetch(url, { method: 'POST', body: '{"model":"gpt-4o-mini","messages":[]}' })).text();
});
parent.end();
while (exporter.getFinishedSpans().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
for (const span of exporter.getFinishedSpans()) {
  const { traceId, spanId } = span.spanContext();
  console.log(JSON.stringify({ name: span.name, traceId, spanId, parent: span.parentSpanContext?.spanId }));
}
