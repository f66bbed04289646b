import { QUERY } from '../queries.ts';
import { range } from '../target.ts';
import { lines } from './lines.ts';

export const requestsByProvider = () =>
  lines('Requests by provider')
    .description('Requests per second. Each attempt counts, so a retried call counts more than once.')
    .withTarget(range(QUERY.requestRateByProvider, '{{provider}}'))
    .unit('reqps');

export const errorsByProvider = () =>
  lines('Errors by provider')
    .description('Share of requests that failed: no answer, or a status of 400 and above.')
    .withTarget(range(QUERY.errorRatioByProvider, '{{provider}}'))
    .unit('percentunit')
    .axisSoftMax(0.05);

export const latencyByProvider = () =>
  lines('p95 latency by provider')
    .description(
      '95 of 100 requests were answered to the last byte within this time. Estimated from the buckets of a histogram.',
    )
    .withTarget(range(QUERY.latencyP95ByProvider, '{{provider}}'))
    .unit('s');
