// An OpenTelemetry SDK of the application's own with metrics and traces.
import { OutlayInstrumentation } from '@outlay/instrumentation';
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK({ instrumentations: [new OutlayInstrumentation()] });
sdk.start();
process.once('beforeExit', () => void sdk.shutdown());
