/** The data points of an OTLP/HTTP JSON request: sums with their value, histograms with their count. */
export function* readMetricPoints({ resourceMetrics }) {
  for (const { resource, scopeMetrics } of resourceMetrics) {
    const service = readAttributes(resource.attributes)['service.name'];
    for (const { name, sum, histogram, gauge } of scopeMetrics.flatMap(({ metrics }) => metrics)) {
      for (const point of (sum ?? histogram ?? gauge)?.dataPoints ?? []) {
        yield {
          service,
          metric: name,
          attributes: readAttributes(point.attributes ?? []),
          value: Number(point.asDouble ?? point.asInt ?? point.count),
        };
      }
    }
  }
}

function readAttributes(attributes) {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.boolValue]),
  );
}
