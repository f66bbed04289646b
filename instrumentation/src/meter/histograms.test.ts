import { expect, it } from 'vitest';
import { Histograms } from './histograms.ts';

const BOUNDARIES = [1, 10, 100];

it('counts a value in the bucket whose upper boundary includes it', () => {
  const series = new Histograms(BOUNDARIES, 10).at({ provider: 'a' });
  for (const value of [0, 1, 1.5, 10, 99, 100, 101, 5_000]) series.record(value);
  expect(series).toMatchObject({ counts: [2, 2, 2, 2], count: 8, sum: 5_312.5, min: 0, max: 5_000 });
});

it('folds series past the limit into one for each provider and keeps their sums', () => {
  const histograms = new Histograms(BOUNDARIES, 3);
  for (let i = 0; i < 8; i += 1) {
    histograms.at({ 'gen_ai.provider.name': i < 6 ? 'a' : 'b', model: `m${i}` }).record(i);
  }
  expect([...histograms].map(({ attributes, count, sum }) => ({ attributes, count, sum }))).toEqual([
    { attributes: { 'gen_ai.provider.name': 'a', model: 'm0' }, count: 1, sum: 0 },
    { attributes: { 'gen_ai.provider.name': 'a', model: 'm1' }, count: 1, sum: 1 },
    { attributes: { 'otel.metric.overflow': true, 'gen_ai.provider.name': 'a' }, count: 4, sum: 14 },
    { attributes: { 'otel.metric.overflow': true, 'gen_ai.provider.name': 'b' }, count: 2, sum: 13 },
  ]);
});

it('gives values to an instrument instead while one is set', () => {
  const recorded: unknown[] = [];
  const histograms = new Histograms(BOUNDARIES, 10);
  const series = histograms.at({ provider: 'a' });
  histograms.instrument = { record: (...value) => recorded.push(value) };
  series.record(5);
  histograms.instrument = undefined;
  series.record(7);
  expect(recorded).toEqual([[5, { provider: 'a' }]]);
  expect(series).toMatchObject({ count: 1, sum: 7 });
});
