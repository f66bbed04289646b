import protobuf from 'protobufjs/minimal.js';
import type { ModelPoint } from './naive-ledger.ts';

/** A point with what names it on the wire. */
export interface WirePointOf extends ModelPoint {
  readonly service: string;
  readonly instance: string;
  readonly provider: string;
}

const NANO_PER_USD = 1_000_000_000;
const METRIC_NAME = 'outlay.cost.usd';

/** OTLP/JSON of points, each in a resource of its own: an exporter would group them, the ledger must not care. */
export function jsonBody(points: readonly WirePointOf[]): string {
  return JSON.stringify({
    resourceMetrics: points.map((point) => ({
      resource: { attributes: attributes(resourceOf(point)) },
      scopeMetrics: [
        {
          scope: { name: '@outlay/instrumentation' },
          metrics: [
            {
              name: METRIC_NAME,
              sum: {
                isMonotonic: true,
                aggregationTemporality: point.isDelta ? 1 : 2,
                dataPoints: [
                  {
                    attributes: attributes(labelsOf(point)),
                    startTimeUnixNano: `${point.startMs}000000`,
                    timeUnixNano: `${point.timeMs}000000`,
                    asDouble: point.units / NANO_PER_USD,
                  },
                ],
              },
            },
          ],
        },
      ],
    })),
  });
}

/**
 * The same as protobuf.
 *
 * @param isReversed attributes in the other order: another exporter, the same streams
 */
export function protobufBody(points: readonly WirePointOf[], isReversed = false): Buffer {
  const writer = protobuf.Writer.create();
  for (const point of points) {
    writer.uint32(tag(1, 2)).fork();
    writer.uint32(tag(1, 2)).fork();
    writeAttributes(writer, 1, resourceOf(point));
    writer.ldelim();
    writer.uint32(tag(2, 2)).fork();
    writer.uint32(tag(1, 2)).fork().uint32(tag(1, 2)).string('@outlay/instrumentation').ldelim();
    writer.uint32(tag(2, 2)).fork().uint32(tag(1, 2)).string(METRIC_NAME);
    writer.uint32(tag(7, 2)).fork();
    writer.uint32(tag(1, 2)).fork();
    const labels = labelsOf(point);
    writeAttributes(writer, 7, isReversed ? labels.toReversed() : labels);
    writer.uint32(tag(2, 1));
    writeMs(writer, point.startMs);
    writer.uint32(tag(3, 1));
    writeMs(writer, point.timeMs);
    writer.uint32(tag(4, 1)).double(point.units / NANO_PER_USD);
    writer.ldelim();
    writer
      .uint32(tag(2, 0))
      .uint32(point.isDelta ? 1 : 2)
      .uint32(tag(3, 0))
      .bool(true);
    writer.ldelim().ldelim().ldelim().ldelim();
  }
  return Buffer.from(writer.finish());
}

type Pairs = readonly (readonly [key: string, value: string])[];

function resourceOf({ service, instance }: WirePointOf): Pairs {
  return [
    ['service.name', service],
    ['service.instance.id', instance],
  ];
}

function labelsOf({ provider }: WirePointOf): Pairs {
  return [
    ['provider', provider],
    ['model', `${provider}-large`],
  ];
}

function attributes(pairs: Pairs) {
  return pairs.map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

function writeAttributes(writer: protobuf.Writer, field: number, pairs: Pairs): void {
  for (const [key, value] of pairs) {
    writer.uint32(tag(field, 2)).fork().uint32(tag(1, 2)).string(key);
    writer.uint32(tag(2, 2)).fork().uint32(tag(1, 2)).string(value).ldelim().ldelim();
  }
}

function writeMs(writer: protobuf.Writer, ms: number): void {
  const nano = BigInt(ms) * 1_000_000n;
  writer.fixed32(Number(nano & 0xffff_ffffn)).fixed32(Number(nano >> 32n));
}

function tag(field: number, wireType: number): number {
  return (field << 3) | wireType;
}
