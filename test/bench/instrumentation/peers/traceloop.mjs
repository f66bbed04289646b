import { createRequire } from 'node:module';

const require = createRequire(process.env.BENCH_PEERS);
const traceloop = require('@traceloop/node-server-sdk');

traceloop.initialize({
  appName: process.env.OTEL_SERVICE_NAME,
  baseUrl: process.env.OTEL_EXPORTER_OTLP_ENDPOINT,
  silenceInitializationMessage: true,
  traceloopSyncEnabled: false,
});
