export { NEWEST, prometheusTools } from './prometheus-tools.mjs';
export { chromiumPath } from './chromium.mjs';
