import { PanelBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { QUERY } from '../queries.ts';
import { instantTable } from '../target.ts';
import { CHOSEN_DATA_SOURCE } from '../variables.ts';

export const budgets = () =>
  new PanelBuilder()
    .type('outlay-budget-panel')
    .title('Budgets')
    .description(
      'Each budget in the period it is in: spent, thresholds, the projected end of the period and the limit. ' +
        'The figures are the collector’s own, so a bar and a page never disagree. Time range and provider do not change them.',
    )
    .datasource(CHOSEN_DATA_SOURCE)
    .withTarget(instantTable(QUERY.budgets));
