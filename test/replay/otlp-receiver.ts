import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** The last value of one series. */
export interface Point {
  metric: string;
  attributes: Readonly<Record<string, string | number | boolean>>;
  /** Sum; for histograms the count. */
  value: number;
  /** Of a histogram. */
  sum?: number;
  resource: Readonly<Record<string, string | number | boolean>>;
  cumulative: boolean;
}

interface WireValue {
  stringValue?: string;
  intValue?: number | string;
  doubleValue?: number;
  boolValue?: boolean;
}

interface WireAttribute {
  key: string;
  value: WireValue;
}

interface WirePoint {
  attributes: WireAttribute[];
  asDouble?: number;
  asInt?: number | string;
  count?: number | string;
  sum?: number;
}

interface WireData {
  dataPoints: WirePoint[];
  aggregationTemporality?: number;
}

interface WireMetric {
  name: string;
  sum?: WireData;
  histogram?: WireData;
  gauge?: WireData;
}

interface WireBody {
  resourceMetrics?: {
    resource: { attributes: WireAttribute[] };
    scopeMetrics: { metrics: WireMetric[] }[];
  }[];
}

const CUMULATIVE = 2;

export interface OtlpReceiver {
  url: string;
  points(): readonly Point[];
  requests(): number;
  clear(): void;
  close(): Promise<void>;
}

/** Receives OTLP/HTTP JSON and keeps the last value of each series; `onBody` gets each body as it came, unpacked. */
export async function startOtlpReceiver(onBody?: (body: string) => void): Promise<OtlpReceiver> {
  const series = new Map<string, Point>();
  let requests = 0;
  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const bytes = Buffer.concat(pieces);
      requests += 1;
      const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
      onBody?.(text);
      for (const point of readPoints(JSON.parse(text) as WireBody)) {
        series.set(
          JSON.stringify([point.resource['service.instance.id'], point.metric, point.attributes]),
          point,
        );
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    points: () => [...series.values()],
    requests: () => requests,
    clear() {
      series.clear();
      requests = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function* readPoints(body: WireBody): Generator<Point> {
  // Traces have none.
  for (const { resource, scopeMetrics } of body.resourceMetrics ?? []) {
    for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics)) {
      const data = metric.sum ?? metric.histogram ?? metric.gauge;
      for (const point of data?.dataPoints ?? []) {
        yield {
          metric: metric.name,
          attributes: readAttributes(point.attributes),
          value: Number(point.asDouble ?? point.asInt ?? point.count),
          ...(point.sum !== undefined && { sum: point.sum }),
          resource: readAttributes(resource.attributes),
          cumulative: data?.aggregationTemporality === CUMULATIVE,
        };
      }
    }
  }
}

function readAttributes(attributes: readonly WireAttribute[]): Record<string, string | number | boolean> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ?? value.boolValue ?? Number(value.intValue ?? value.doubleValue),
    ]),
  );
}
