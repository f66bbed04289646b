export { type Attribution, withAttribution } from './attribution/attribution.ts';
export { OutlayInstrumentation, type OutlayInstrumentationConfig } from './instrumentation.ts';
