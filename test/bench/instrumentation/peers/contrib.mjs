import { createRequire } from 'node:module';
import { NodeSDK } from '@opentelemetry/sdk-node';

const require = createRequire(process.env.BENCH_PEERS);
const { OpenAIInstrumentation } = require('@opentelemetry/instrumentation-openai');

process.env.OTEL_TRACES_EXPORTER = 'otlp';
process.env.OTEL_METRICS_EXPORTER = 'otlp';
process.env.OTEL_LOGS_EXPORTER = 'none';
new NodeSDK({ instrumentations: [new OpenAIInstrumentation()] }).start();
