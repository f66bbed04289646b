export { type Usage } from './usage.ts';
export {
  createPriceCatalogue,
  loadPriceCatalogue,
  type PriceCatalogue,
  type PricedCall,
  type PriceRequest,
} from './catalogue.ts';
export { nanoFromUsd, usdFromNano } from './money.ts';
