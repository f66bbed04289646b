import { ValueType } from '@opentelemetry/api';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import { METER_NAME } from '../../../instrumentation/src/names.ts';

// Exports as the OpenTelemetry SDK writes them, byte for byte: the SDK's own serializer makes the body once, and what
// changes from export to export (times and values) is written into its places.

const NAME_WIDTH = 12;
const PLACEHOLDER = '#'.repeat(NAME_WIDTH);
const START = [1_767_225_600, 123_000_000];
const TIME = [1_767_225_601, 987_654_321];
/** Field 3 (`time_unix_nano`), which every point has, before what grows. */
const TIME_TAG = 0x19;
/** From there: the start before it; behind it the value of a sum, or count, sum and buckets of a histogram. */
const [START_TIME, VALUE, COUNT, SUM, BUCKETS] = [-8, 10, 10, 19, 29];

/** Cost of a call in nano-USD, different from point to point, so that no mistake hides in another. */
const nanoUsdPerRound = (point, service) => 1_000_003 + point * 1_009 + service;
const unitsPerRound = (point, service) => 101 + point + (service % 7);

/** The bodies of services that report one mix. */
export class Exports {
  #template;
  #points;
  #namePlaces;
  /** The services began a minute ago. */
  #startUnixNano = BigInt(Date.now() - 60_000) * 1_000_000n;

  /** @param {import('./service-mix.mjs').REALISTIC} mix */
  constructor(mix) {
    this.#template = Buffer.from(ProtobufMetricsSerializer.serializeRequest(resourceMetrics(mix)));
    const kinds = mix.flatMap(({ name, kind, attributes }) => attributes.map(() => ({ name, kind })));
    this.#points = locatePoints(this.#template).map((place, i) => ({ place, ...kinds[i] }));
    this.#namePlaces = locate(this.#template, Buffer.from(PLACEHOLDER));
    if (this.#points.length !== kinds.length) throw new Error('The points of the template were not found.');
  }

  get pointCount() {
    return this.#points.length;
  }

  /** The export that service number `service` makes in round `round` (from 1), with all its values grown by a round. */
  body(service, round, atMs) {
    const body = Buffer.from(this.#template);
    for (const place of this.#namePlaces)
      body.write(`svc-${String(service).padStart(8, '0')}`, place, 'latin1');
    const time = BigInt(atMs) * 1_000_000n;
    for (const [i, { place, name, kind }] of this.#points.entries()) {
      body.writeBigUInt64LE(this.#startUnixNano, place - 1 + START_TIME);
      body.writeBigUInt64LE(time, place);
      if (kind === 'counter') body.writeDoubleLE(valueOf(name, i, service, round), place - 1 + VALUE);
      else {
        body.writeBigUInt64LE(BigInt(round), place - 1 + COUNT);
        body.writeDoubleLE(round * 0.5, place - 1 + SUM);
        body.writeBigUInt64LE(BigInt(round), place - 1 + BUCKETS + 8 * 5);
      }
    }
    return body;
  }

  /**
   * What all services have counted after `round`: by instrument, in nano-USD, units, or observations.
   *
   * @returns {Map<string, bigint>}
   */
  sent(services, round) {
    const sums = new Map();
    for (const [i, { name, kind }] of this.#points.entries()) {
      let sum = sums.get(name) ?? 0n;
      for (let service = 0; service < services; service += 1) {
        sum += BigInt(round * (kind === 'counter' ? perRound(name, i, service) : 1));
      }
      sums.set(name, sum);
    }
    return sums;
  }
}

const isCost = (name) => name.endsWith('.usd');

function perRound(name, point, service) {
  return isCost(name) ? nanoUsdPerRound(point, service) : unitsPerRound(point, service);
}

function valueOf(name, point, service, round) {
  const value = round * perRound(name, point, service);
  return isCost(name) ? value / 1e9 : value;
}

function resourceMetrics(mix) {
  return {
    resource: {
      attributes: {
        'service.name': PLACEHOLDER,
        'service.version': '1.4.2',
        'service.instance.id': `${PLACEHOLDER}-6f9c`,
        'host.name': 'node-17',
        'telemetry.sdk.language': 'nodejs',
        'telemetry.sdk.name': 'opentelemetry',
        'telemetry.sdk.version': '3.1.0',
      },
    },
    scopeMetrics: [{ scope: { name: METER_NAME, version: '0.1.0' }, metrics: mix.map(metricOf) }],
  };
}

function metricOf({ name, unit, kind, bounds, attributes }) {
  return {
    descriptor: {
      name,
      description: 'As the instrumentation describes it.',
      unit,
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    isMonotonic: true,
    dataPointType: kind === 'counter' ? DataPointType.SUM : DataPointType.HISTOGRAM,
    dataPoints: attributes.map((of) => ({
      startTime: START,
      endTime: TIME,
      attributes: of,
      value:
        kind === 'counter'
          ? 1
          : {
              count: 0,
              sum: 0,
              buckets: { boundaries: bounds, counts: new Array(bounds.length + 1).fill(0) },
            },
    })),
  };
}

/** @returns {number[]} where the times of the points stand, without their tags */
function locatePoints(template) {
  const time = Buffer.alloc(9);
  time.writeUInt8(TIME_TAG);
  time.writeBigUInt64LE(BigInt(TIME[0]) * 1_000_000_000n + BigInt(TIME[1]), 1);
  return locate(template, time).map((place) => place + 1);
}

function locate(bytes, pattern) {
  const places = [];
  for (let at = bytes.indexOf(pattern); at !== -1; at = bytes.indexOf(pattern, at + 1)) places.push(at);
  return places;
}
