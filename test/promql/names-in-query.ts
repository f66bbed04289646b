import { parser } from '@prometheus-io/lezer-promql';

export interface NamesInQuery {
  /** Metric names that the query selects outright, each once. */
  readonly metrics: readonly string[];
  /** Regular expressions matched against the metric name (`{__name__=~"..."}`). */
  readonly metricPatterns: readonly RegExp[];
  /** Labels that the query matches, groups by, joins on or writes into annotations, each once. */
  readonly labels: readonly string[];
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
  const metrics = new Set<string>();
  const metricPatterns: RegExp[] = [];
  const labels = new Set<string>();
  parser.parse(text).iterate({
    enter(node) {
      const source = text.slice(node.from, node.to);
      if (node.type.isError) {
        throw new Error(`not PromQL from "${text.slice(node.from, node.from + 20)}" on: ${query}`);
      }
      if (node.name === 'Identifier') metrics.add(source);
      if (node.name === 'LabelName' && source !== '__name__') labels.add(source);
      if (node.name === 'UnquotedLabelMatcher' && source.startsWith('__name__')) {
        const [, operator, value] = /^__name__\s*(=~|=)\s*"(.*)"$/.exec(source) ?? [];
        if (operator === '=' && value) metrics.add(value);
        else if (operator === '=~' && value) metricPatterns.push(new RegExp(`^(?:${value})$`));
        else throw new Error(`a metric name may be matched by = or =~ alone: ${query}`);
      }
    },
  });
  return { metrics: [...metrics], metricPatterns, labels: [...labels] };
}
