import type { Registry } from 'prom-client';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExpositionFormat } from './format.ts';
import {
  type MetricDescription,
  type RenderedMetric,
  type Sample,
  type Scrape,
  rendersItself,
} from './metric.ts';
import { boundText, helpText, numberText, openLabelsText } from './text.ts';

/** What is sent at once: large enough that a send costs little, small enough that a slow reader holds little. */
const BLOCK_BYTES = 65_536;

/** How long rendering keeps the event loop, in milliseconds. Exports wait no longer than this. */
const SLICE_MS = 5;

/** The clock is looked at after this many lines; they take less than a tenth of a slice. */
const LINES_BETWEEN_LOOKS = 64;

/**
 * Renders all metrics of a registry, block by block, as fast as the reader takes them and with pauses for the event loop.
 * The registry's own `metrics()` renders everything in one go: 100,000 series keep the event loop for more than half a second.
 */
export async function* renderExposition(
  registry: Registry,
  format: ExpositionFormat,
  scrape: Scrape,
): AsyncGenerator<Buffer, void, undefined> {
  let block = '';
  let count = 0;
  let sliceEnd = performance.now() + SLICE_MS;
  for (const metric of registry.getMetricsAsArray() as readonly unknown[] as readonly Registered[]) {
    block += describe(metric, format);
    const lines = rendersItself(metric) ? metric.lines(scrape) : sampleLines(await metric.get());
    for (const line of lines) {
      block += line;
      count += 1;
      if (block.length >= BLOCK_BYTES) {
        yield Buffer.from(block, 'latin1');
        block = '';
      }
      if (count % LINES_BETWEEN_LOOKS === 0 && performance.now() > sliceEnd) {
        await nextTurn();
        sliceEnd = performance.now() + SLICE_MS;
      }
    }
  }
  if (format.isOpenMetrics) block += '# EOF\n';
  yield Buffer.from(block, 'latin1');
}

/** A metric of the registry: one that renders itself, or one that is asked for its samples. */
type Registered = RenderedMetric | (MetricDescription & { get(): Promise<Samples> });

interface Samples {
  readonly name: string;
  readonly values: Iterable<Sample>;
}

function* sampleLines({ name, values }: Samples): Generator<string> {
  for (const { metricName = name, labels, value } of values) {
    const open = openLabelsText(labelEntries(labels));
    yield `${metricName}${open === '' ? '' : `${open}}`} ${numberText(value)}\n`;
  }
}

function* labelEntries(labels: Sample['labels'] | undefined): Generator<[string, string | number]> {
  for (const name in labels) {
    const value = labels[name] ?? '';
    yield [name, name === 'le' && typeof value === 'number' ? boundText(value) : value];
  }
}

/** OpenMetrics names a counter without `_total`, and its samples with it; Prometheus' own format both with it. */
function describe({ name, help, type }: MetricDescription, { isOpenMetrics }: ExpositionFormat): string {
  const family = isOpenMetrics && type === 'counter' ? name.replace(/_total$/, '') : name;
  return `# HELP ${family} ${helpText(help, isOpenMetrics)}\n# TYPE ${family} ${String(type)}\n`;
}
