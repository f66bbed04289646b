import { parser } from '@prometheus-io/lezer-promql';

/** Labels named in one place of a query, and the metrics that they are read from there. */
export interface LabelUse {
  readonly labels: readonly string[];
  readonly metrics: readonly string[];
  readonly metricPatterns: readonly RegExp[];
}

export interface NamesInQuery {
  /** Metric names that the query selects outright, each once. */
  readonly metrics: readonly string[];
  /** Regular expressions matched against the metric name (`{__name__=~"..."}`). */
  readonly metricPatterns: readonly RegExp[];
  /** Labels that the query matches, groups by, joins on or writes into annotations, each once. */
  readonly labels: readonly string[];
  /** The same labels by where they stand: in a selector, or behind an aggregation or an operator. */
  readonly labelUses: readonly LabelUse[];
}

/** Nodes of the grammar whose labels belong to the metrics inside them. */
const SCOPES: ReadonlySet<string> = new Set(['VectorSelector', 'AggregateExpr', 'BinaryExpr']);

interface Scope {
  labels: string[];
  metrics: string[];
  metricPatterns: RegExp[];
}

/** Grafana fills these in before the query is sent; any duration does to parse it. */
const GRAFANA_DURATION = /\$__(rate_interval|interval|range)\b/g;

/**
 * Reads metric and label names from a PromQL expression with Prometheus' own grammar.
 *
 * @throws Error with the query and the place where it stops being PromQL
 */
export function namesInQuery(query: string): NamesInQuery {
  const text = query.replaceAll(GRAFANA_DURATION, '5m');
  const whole: Scope = { labels: [], metrics: [], metricPatterns: [] };
  const scopes: Scope[] = [];
  const open: Scope[] = [whole];
  const addMetric = (metric: string): void => {
    for (const scope of open) scope.metrics.push(metric);
  };
  parser.parse(text).iterate({
    enter(node) {
      const source = text.slice(node.from, node.to);
      if (node.type.isError) {
        throw new Error(`not PromQL from "${text.slice(node.from, node.from + 20)}" on: ${query}`);
      }
      if (SCOPES.has(node.name)) {
        const scope: Scope = { labels: [], metrics: [], metricPatterns: [] };
        scopes.push(scope);
        open.push(scope);
      }
      if (node.name === 'Identifier') addMetric(source);
      if (node.name === 'LabelName' && source !== '__name__') {
        whole.labels.push(source);
        open.at(-1)?.labels.push(source);
      }
      if (node.name === 'UnquotedLabelMatcher' && source.startsWith('__name__')) {
        const [, operator, value] = /^__name__\s*(=~|=)\s*"(.*)"$/.exec(source) ?? [];
        if (operator === '=' && value) addMetric(value);
        else if (operator === '=~' && value) {
          for (const scope of open) scope.metricPatterns.push(new RegExp(`^(?:${value})$`));
        } else throw new Error(`a metric name may be matched by = or =~ alone: ${query}`);
      }
    },
    leave(node) {
      if (SCOPES.has(node.name)) open.pop();
    },
  });
  return {
    metrics: [...new Set(whole.metrics)],
    metricPatterns: whole.metricPatterns,
    labels: [...new Set(whole.labels)],
    labelUses: scopes.filter(({ labels }) => labels.length > 0),
  };
}
