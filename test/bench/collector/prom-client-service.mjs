import http from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { Registry } from 'prom-client';
import protobuf from 'protobufjs';

// What a team would write itself: decode the exports, keep the increase of each stream, add the instances of a service up
// by labels, and let prom-client render. It keeps all in memory: a restart loses it.

const root = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceMetrics resource_metrics = 1; }
  message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeMetrics { repeated Metric metrics = 2; }
  message Metric { string name = 1; string unit = 3; Sum sum = 7; Histogram histogram = 9; }
  message Sum { repeated NumberPoint data_points = 1; }
  message Histogram { repeated HistogramPoint data_points = 1; }
  message NumberPoint {
    fixed64 start = 2; fixed64 time = 3; oneof value { double as_double = 4; sfixed64 as_int = 6; }
    repeated KeyValue attributes = 7;
  }
  message HistogramPoint {
    fixed64 start = 2; fixed64 time = 3; fixed64 count = 4; double sum = 5; repeated fixed64 bucket_counts = 6;
    repeated double explicit_bounds = 7; repeated KeyValue attributes = 9;
  }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; } }
`).root;
const Request = root.lookupType('Request');

const registry = new Registry();
/** By name in Prometheus: the series by their labels. */
const metrics = new Map();
/** Last value of each stream by resource, metric, attributes and start. */
const streams = new Map();

function take({ resourceMetrics }) {
  for (const { resource, scopeMetrics } of resourceMetrics) {
    const of = labelsFrom(resource.attributes);
    const instance = JSON.stringify(of);
    for (const { name: instrument, unit, sum, histogram } of scopeMetrics.flatMap(
      ({ metrics: list }) => list,
    )) {
      const name = prometheusName(instrument, unit);
      for (const point of (sum ?? histogram)?.dataPoints ?? []) {
        const labels = { ...labelsFrom(point.attributes), job: of.service_name };
        const key = JSON.stringify(labels);
        const stream = `${instance}${name}${key}${point.start}`;
        if (sum) addCounter(name, key, labels, stream, point);
        else addHistogram(name, key, labels, stream, point);
      }
    }
  }
}

function addCounter(name, key, labels, stream, point) {
  const value = Number(point[point.value]);
  const series = seriesOf(`${name}_total`, 'counter', key, () => ({ labels, value: 0 }));
  series.value += value - (streams.get(stream) ?? 0);
  streams.set(stream, value);
}

function addHistogram(name, key, labels, stream, point) {
  const counts = point.bucketCounts.map(Number);
  const value = { counts, count: Number(point.count), sum: point.sum };
  const known = streams.get(stream);
  const series = seriesOf(name, 'histogram', key, () => ({
    labels,
    ...{ bounds: point.explicitBounds, counts: counts.map(() => 0), count: 0, sum: 0 },
  }));
  series.count += value.count - (known?.count ?? 0);
  series.sum += value.sum - (known?.sum ?? 0);
  for (let i = 0; i < counts.length; i += 1) series.counts[i] += counts[i] - (known?.counts[i] ?? 0);
  streams.set(stream, value);
}

function seriesOf(name, type, key, create) {
  let metric = metrics.get(name);
  if (metric === undefined) {
    metric = new Map();
    metrics.set(name, metric);
    const help = 'As the instrumentation describes it.';
    const get = () => ({
      name,
      help,
      type,
      aggregator: 'sum',
      values: samples(name, type, metrics.get(name)),
    });
    registry.registerMetric({ name, help, type, get });
  }
  let series = metric.get(key);
  if (series === undefined) metric.set(key, (series = create()));
  return series;
}

function samples(name, type, metric) {
  if (type === 'counter') return [...metric.values()];
  return [...metric.values()].flatMap(({ labels, bounds, counts, count, sum }) => {
    let cumulative = 0;
    const buckets = counts.map((of, i) => {
      cumulative += of;
      return {
        metricName: `${name}_bucket`,
        labels: { ...labels, le: bounds[i] ?? '+Inf' },
        value: cumulative,
      };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ];
  });
}

const prometheusName = (instrument, unit) =>
  `${instrument.replaceAll('.', '_')}${unit === 's' ? '_seconds' : ''}`;

function labelsFrom(attributes) {
  const labels = {};
  for (const { key, value } of attributes) labels[key.replaceAll(/[^a-zA-Z0-9_]/g, '_')] = value[value.value];
  return labels;
}

const server = http.createServer(async (request, response) => {
  if (request.url === '/metrics') {
    response.setHeader('content-type', registry.contentType);
    return response.end(await registry.metrics());
  }
  if (request.method !== 'POST') return response.end('up\n');
  const body = await buffer(request);
  take(Request.decode(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body));
  response.setHeader('content-type', 'application/x-protobuf');
  return response.end();
});
server.listen(Number(process.argv[2]), '127.0.0.1');
process.once('SIGTERM', () => process.exit());
