export { type Usage } from './usage.ts';
export { type Allowance } from './allowances.ts';
export {
  createPriceCatalogue,
  loadPriceCatalogue,
  loadPriceCatalogueWith,
  type PriceCatalogue,
  type PricedCall,
  type PriceRequest,
} from './catalogue.ts';
export {
  type CostLine,
  loadPriceExplainer,
  PriceExplainer,
  type PriceExplanation,
  type WorkedSum,
} from './explain.ts';
export { nanoFromUsd, usdFromNano } from './money.ts';
export { PRICES_VARIABLE } from './prices-location.ts';
export { readUserPrices } from './read-user-prices.ts';
export { type TokenKind } from './token-rates.ts';
export { type UnitPrice } from './unit-price.ts';
export { type UserPrices } from './user-prices.ts';
