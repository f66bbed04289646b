import { createRequire } from 'node:module';

const require = createRequire(process.env.BENCH_PEERS);
const { default: openlit } = require('openlit');

openlit.init({
  applicationName: process.env.OTEL_SERVICE_NAME,
  otlpEndpoint: process.env.OTEL_EXPORTER_OTLP_ENDPOINT,
  // Its price list would come from the network.
  pricingJson: {},
});
