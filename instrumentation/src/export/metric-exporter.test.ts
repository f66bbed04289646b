import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { expect, it } from 'vitest';
import { MetricExporter } from './metric-exporter.ts';

it('goes on after an export that cannot even begin, and tells it once', async () => {
  let received = 0;
  const collector = http.createServer((request, response) => {
    received += 1;
    request.resume().once('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const failures: string[] = [];
  const exporter = new MetricExporter(
    {
      defaultEndpoint: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
      onFirstFailure(message) {
        failures.push(message);
        throw new Error('standard error is closed');
      },
    },
    {},
  );
  const results: unknown[] = [];
  // The serializer throws on metrics that are none, before anything is sent.
  for (let i = 0; i < 3; i += 1) {
    exporter.export({} as ResourceMetrics, (result) => results.push(result));
    await exporter.forceFlush();
  }
  expect(received).toBe(0);
  expect(failures).toEqual([expect.stringContaining('failed (TypeError)')]);

  const metrics = { resource: resourceFromAttributes({}), scopeMetrics: [] };
  exporter.export(metrics, (result) => results.push(result));
  await exporter.forceFlush();
  expect(received).toBe(1);
  expect(results).toHaveLength(4);
  await exporter.shutdown();
  collector.closeAllConnections();
  collector.close();
});
