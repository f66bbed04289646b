/** US dollars in full; Grafana's `currencyUSD` would shorten 1,370 to 1.37K. */
export const USD = 'currency:financial:$';
