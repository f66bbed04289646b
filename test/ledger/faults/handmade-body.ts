import { INSTRUMENT, METER_NAME } from '../../../instrumentation/src/names.ts';

/** Sums by model; of one export, or since the start. */
export interface ModelSums {
  readonly labels: Readonly<Record<string, string>>;
  nanoUsd: number;
  tokens: number;
  requests: number;
}

export interface Span {
  readonly startMs: number;
  readonly timeMs: number;
}

const TEMPORALITY = { delta: 1, cumulative: 2 } as const;

/** An export in JSON, as an exporter in any language might write it. */
export function exportBody(
  instance: string,
  temporality: keyof typeof TEMPORALITY,
  sums: readonly ModelSums[],
  { startMs, timeMs }: Span,
): string {
  const aggregationTemporality = TEMPORALITY[temporality];
  const point = (labels: Readonly<Record<string, string>>) => ({
    attributes: attributes(labels),
    startTimeUnixNano: `${startMs}000000`,
    timeUnixNano: `${timeMs}000000`,
  });
  const sum = (name: string, points: readonly object[]) => ({
    name,
    sum: { aggregationTemporality, isMonotonic: true, dataPoints: points },
  });
  const metrics = [
    sum(
      INSTRUMENT.costUsd,
      sums.map(({ labels, nanoUsd }) => ({
        ...point({ ...labels, pricing: 'exact' }),
        asDouble: nanoUsd / 1e9,
      })),
    ),
    sum(
      INSTRUMENT.usage,
      sums.map(({ labels, tokens }) => ({
        ...point({ ...labels, unit: 'input_tokens' }),
        asInt: String(tokens),
      })),
    ),
    {
      name: INSTRUMENT.requestDuration,
      histogram: {
        aggregationTemporality,
        dataPoints: sums.map(({ labels, requests }) => ({
          ...point(labels),
          count: String(requests),
          sum: requests * 0.02,
          explicitBounds: [0.1, 1],
          bucketCounts: [String(requests), '0', '0'],
        })),
      },
    },
  ];
  const resource = { attributes: attributes({ 'service.name': 'till', 'service.instance.id': instance }) };
  return JSON.stringify({
    resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: METER_NAME }, metrics }] }],
  });
}

function attributes(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([key, value]) => ({ key, value: { stringValue: value } }));
}
