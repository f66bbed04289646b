import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { INSTRUMENT } from '../../instrumentation/src/names.ts';
import { checkExposition } from './check-exposition.ts';
import { attribute, numberPoint, sumExport } from './protobuf-bytes.ts';
import { Random } from './random.ts';
import { type StartedCollector, startedCollector } from './started-collector.ts';

const SEED = 7;
const POINTS = 600;
const NANO_USD = 1_234_567;
/** New series stay at 0 for the second that the collector is started with. */
const HELD_MS = 1500;
const KEYS = [
  'feature',
  'tenant',
  'model',
  'a b',
  'a.b',
  'a_b',
  '1st',
  '',
  'le',
  'job',
  'instance',
  '__name__',
  'é',
  '💸',
];

let collector: StartedCollector;
beforeAll(async () => {
  collector = await startedCollector();
});
afterAll(() => collector.stop());

it('exposes label values of any bytes so that Prometheus can read them, and loses no money over them', async () => {
  const random = new Random(SEED);
  const values = [
    ...Array.from({ length: 256 }, (_, byte) => Buffer.from([byte])),
    ...[
      '"',
      '\\',
      '\n',
      '\r\n',
      '\\n',
      '"}\noutlay_cost_usd_total{x="',
      '',
      ' ',
      '\u2028',
      '💸',
      '\u0000',
    ].map((text) => Buffer.from(text)),
    Buffer.alloc(20_000, 0xf0),
    Buffer.alloc(20_000, 'x'),
    ...Array.from({ length: POINTS }, () =>
      Buffer.from(Array.from({ length: random.below(12) }, () => random.below(256))),
    ),
  ];
  const points = values.map((value, i) =>
    numberPoint(NANO_USD / 1e9, [
      attribute(7, random.pick(KEYS), value),
      // Tells each point apart, so that what collides is a label's name or value and no stream.
      attribute(7, 'operation', Buffer.from(`call-${i}`)),
    ]),
  );
  const response = await fetch(`${collector.urls.otlp}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: sumExport('labels', INSTRUMENT.costUsd, points),
  });
  expect(response.status).toBe(200);

  await sleep(HELD_MS);
  const exposition = await collector.process.get('/metrics');
  expect(await checkExposition(exposition)).toEqual([]);
  const usage = JSON.parse(await collector.process.get('/api/v1/usage')) as {
    total: { costNanoUsd: string };
  };
  expect(usage.total.costNanoUsd).toBe(String(NANO_USD * values.length));
  expect(exposedCost(exposition)).toBeCloseTo((NANO_USD * values.length) / 1e9, 9);
});

function exposedCost(exposition: string): number {
  return exposition
    .split('\n')
    .filter((line) => line.startsWith('outlay_cost_usd_total{'))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
