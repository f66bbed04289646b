"""A Python service with OpenTelemetry's own OpenAI instrumentation: three calls, exported the way SIGNALS says."""

import os

from openai import OpenAI
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

signals = os.environ["SIGNALS"].split(",")
resource = Resource.create({"service.name": os.environ["SERVICE"]})

readers = []
if "metrics" in signals:
    readers.append(PeriodicExportingMetricReader(OTLPMetricExporter(), export_interval_millis=3_600_000))
meter_provider = MeterProvider(resource=resource, metric_readers=readers)
tracer_provider = TracerProvider(resource=resource)
if "traces" in signals:
    tracer_provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))

OpenAIInstrumentor().instrument(tracer_provider=tracer_provider, meter_provider=meter_provider)

client = OpenAI(api_key="sk-PLANTED-SECRET", base_url=os.environ["PROVIDER"], max_retries=0)
with tracer_provider.get_tracer("app").start_as_current_span("handle request"):
    for _ in range(3):
        client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": "PLANTED-SECRET prompt"}]
        )

for step in os.environ["FLUSH"].split(","):
    {"metrics": meter_provider, "traces": tracer_provider}[step].force_flush()
tracer_provider.shutdown()
meter_provider.shutdown()
