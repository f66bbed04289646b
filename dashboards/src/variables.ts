import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PROVIDERS } from './queries.ts';

/** The data source that the variable `datasource` chose; every panel and variable asks it. */
export const CHOSEN_DATA_SOURCE = { type: 'prometheus', uid: '${datasource}' };

/** How Grafana's Prometheus data source writes "label values" as the kind of a variable's query. */
const LABEL_VALUES_QUERY = 1;

export const dataSource = () =>
  new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');

export const provider = () =>
  new QueryVariableBuilder('provider')
    .label('Provider')
    .datasource(CHOSEN_DATA_SOURCE)
    .query({
      query: PROVIDERS,
      qryType: LABEL_VALUES_QUERY,
      refId: 'PrometheusVariableQueryEditor-VariableQuery',
    })
    .definition(PROVIDERS)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ text: ['All'], value: ['$__all'] });
