import {
  BigValueColorMode,
  BigValueGraphMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { QUERY } from '../queries.ts';
import { instant } from '../target.ts';
import { green, orangeFrom } from '../thresholds.ts';
import { CHOSEN_DATA_SOURCE } from '../variables.ts';
import { USD } from '../units.ts';

const total = (title: string, expression: string) =>
  new PanelBuilder()
    .title(title)
    .datasource(CHOSEN_DATA_SOURCE)
    .withTarget(instant(expression, title))
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .noValue('No requests');

export const spend = () =>
  total('Spend', QUERY.spendInRange)
    .description(
      'Spend in the time range. Prometheus extrapolates and loses what happens in gaps: ' +
        'for exact sums see the budgets, or run "outlay report".',
    )
    .unit(USD)
    .thresholds(green());

export const requests = () =>
  total('Requests', QUERY.requestsInRange)
    .description('Requests in the time range. Each attempt counts, so a retried call counts more than once.')
    .unit('short')
    .decimals(0)
    .thresholds(green());

export const errorRatio = () =>
  total('Errors', QUERY.errorRatioInRange)
    .description('Share of requests in the time range that failed: no answer, or a status of 400 and above.')
    .unit('percentunit')
    .thresholds(orangeFrom(0.05));

export const unpriced = () =>
  total('Unpriced requests', QUERY.unpricedInRange)
    .description(
      'Requests in the time range that used something no price is known for. They cost money that is missing in ' +
        'every figure here.',
    )
    .unit('short')
    .decimals(0)
    .thresholds(orangeFrom(1));
