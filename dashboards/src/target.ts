import {
  DataqueryBuilder,
  PromQueryFormat,
  QueryEditorMode,
} from '@grafana/grafana-foundation-sdk/prometheus';

const target = (expression: string) =>
  new DataqueryBuilder().refId('A').editorMode(QueryEditorMode.Code).expr(expression);

/** Asks for the values at the end of the time range, as one table. */
export const instantTable = (expression: string) =>
  target(expression).instant().format(PromQueryFormat.Table);

/** Asks for the values at the end of the time range, one series each. */
export const instant = (expression: string, legend: string) =>
  target(expression).instant().legendFormat(legend);

/** Asks for the values through the time range. */
export const range = (expression: string, legend: string) => target(expression).range().legendFormat(legend);
