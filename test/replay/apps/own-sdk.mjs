// An application with an OpenTelemetry SDK of its own, as the documentation shows.
import { OutlayInstrumentation } from '@outlay/instrumentation';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';

const print = (...parts) => console.log(`diag: ${parts.join(' ')}`);
diag.setLogger({ error: print, warn: print, info() {}, debug() {}, verbose() {} }, DiagLogLevel.WARN);
const sdk = new NodeSDK({ instrumentations: [new OutlayInstrumentation()] });
sdk.start();
const url = `${process.env.PROVIDER_URL}/v1/chat/completions`;
await (await fetch(url, { method: 'POST', body: '{"model":"gpt-4o-mini"}' })).text();
await sdk.shutdown();
