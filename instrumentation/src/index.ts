export { type Attribution, withAttribution } from './attribution/attribution.ts';
export { type ClassifiableCall, classifyCalls, type ClassifyCall } from './attribution/call-classifier.ts';
export { OutlayInstrumentation, type OutlayInstrumentationConfig } from './instrumentation.ts';
export { metered, type MeteredOptions } from './recording/metered.ts';
export { recordUsage, type UsageRecord } from './recording/record-usage.ts';
