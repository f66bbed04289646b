import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { Resend } from 'resend';
import { afterEach, expect, it } from 'vitest';
import { createProviderServer } from '../../demo/stand-ins/provider-server.ts';
import { seededRandom } from '../../demo/stand-ins/random.ts';
import { createResend } from '../../demo/stand-ins/resend/provider.ts';
import { Quota } from '../../demo/stand-ins/resend/quota.ts';
import { Spent } from '../../demo/stand-ins/spent.ts';
import { Metering } from '../../instrumentation/src/metering.ts';
import { loadLivePrices } from '../../instrumentation/src/pricing/load-live-prices.ts';

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const MAIL = { from: 'a@example.com', subject: 'Hi', text: 'Hi' };

it('books what Resend charges beyond its free e-mails, though others of the account have used of them', async () => {
  const quota = new Quota();
  // Another process has sent these.
  quota.send(30);
  const spent = new Spent();
  const server = createProviderServer(createResend(quota), {
    random: seededRandom(7),
    spent,
    weather: { failureRate: 0.2, latencyMs: [0, 20] },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const reader = new ManualReader();
  const metering = new Metering(
    [{ provider: 'resend', hostname: '127.0.0.1', port }],
    new MeterProvider({ readers: [reader] }),
    { loadPrices: () => loadLivePrices({}, [], () => undefined) },
  );
  metering.enable();
  closing.push(() => {
    metering.disable();
    server.close();
    server.closeAllConnections();
  });

  const client = new Resend('re_demo', { baseUrl: `http://127.0.0.1:${port}` });
  const sends = Array.from({ length: 25 }, (_, index) =>
    index % 3 === 0
      ? client.batch.send(
          Array.from({ length: 7 }, () => ({ ...MAIL, to: ['b@example.com', 'c@example.com'] })),
        )
      : client.emails.send({ ...MAIL, to: 'b@example.com', cc: 'c@example.com' }),
  );
  await Promise.all(sends);

  const { resourceMetrics } = await reader.collect();
  const cost = resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .filter(({ descriptor }) => descriptor.name === 'outlay.cost.usd')
    .flatMap(({ dataPoints }) => dataPoints.map(({ value }) => Number(value)))
    .reduce((sum, value) => sum + value, 0);
  const charged = Number(spent.toJSON().spentNanoUsd);
  expect(charged).toBeGreaterThan(0);
  expect(Math.round(cost * 1e9)).toBe(charged);
});
