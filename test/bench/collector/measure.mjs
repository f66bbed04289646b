import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { renderChart } from './chart.mjs';
import { compareExposition } from './check-sums.mjs';
import { Exports } from './exports.mjs';
import { fill, measureSize } from './growth.mjs';
import { measureIngest } from './ingest.mjs';
import { readMemory } from './process-figures.mjs';
import { startOtelcol, startOutlay, startPromClient } from './processes.mjs';
import { Report } from './report.mjs';
import { measureScrapeCpu, measureStall } from './scrape.mjs';
import { COUNTERS } from './service-mix.mjs';
import { measureStart, measureUsage } from './start.mjs';

// What the collector costs, side by side in one run with the upstream OpenTelemetry Collector and with a plain service on
// prom-client.

const MAKE_LEDGER = fileURLToPath(new URL('make-ledger.mjs', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    chart: { type: 'boolean' },
    million: { type: 'boolean' },
    only: { type: 'string' },
    otelcol: { type: 'string' },
    program: { type: 'string', default: join(ROOT, 'collector/bin/outlay.mjs') },
  },
});
const { program } = options;
const wanted =
  options.only?.split(',') ??
  (options.quick ? ['ingest', 'scrape', 'start'] : ['ingest', 'scrape', 'start', 'growth']);
const amount = options.quick
  ? {
      services: 100,
      fills: 1,
      rounds: 3,
      scrapes: 3,
      starts: 1,
      repeats: 2,
      ledgerRows: 200_000,
      sizes: [1_000, 10_000],
    }
  : {
      services: 1_000,
      fills: 3,
      rounds: 5,
      scrapes: 10,
      starts: 3,
      repeats: 4,
      ledgerRows: 10_000_000,
      sizes: [1_000, 10_000, 100_000],
    };
const sizes = options.million ? [...amount.sizes, 1_000_000] : amount.sizes;
const SERIES = 100_000;

const report = new Report();
if (wanted.includes('ingest')) await compareIngest();
if (wanted.includes('scrape')) await compareScrapes();
if (wanted.includes('start')) await startLarge();
if (wanted.includes('growth')) await grow();
if (!report.end()) process.exitCode = 1;

async function compareIngest() {
  const maxSeries = amount.services * 400;
  const peer = options.otelcol ? () => startOtelcol(options.otelcol) : startPromClient;
  const collectors = [await startOutlay({ program, maxSeries }), await peer()];
  report.addIngest(await measureIngest(collectors, amount), collectors[1].name);
}

async function compareScrapes() {
  console.log(`\n/metrics with ${SERIES} series`);
  const exports = new Exports(COUNTERS);
  for (const start of [
    () => startOutlay({ program, maxSeries: 2 * SERIES, isMonitored: true }),
    startPromClient,
  ]) {
    const collector = await start();
    const { sent } = await fill(collector, exports, { series: SERIES, rounds: amount.fills });
    report.addScrapeCpu(collector.name, await measureScrapeCpu(collector, amount.scrapes));
    report.addMemory(collector.name, readMemory(collector.pid));
    report.addStall(collector.name, await measureStall(collector, amount.scrapes));
    report.addWrong(collector.name, await compareExposition(collector.url, sent));
    await collector.stop();
  }
}

async function startLarge() {
  const dataFolder = mkdtempSync(join(tmpdir(), 'outlay-large-'));
  try {
    console.log(`\nmaking a ledger of ${amount.ledgerRows} rows`);
    const rows = ['--rows', String(amount.ledgerRows)];
    execFileSync(process.execPath, [MAKE_LEDGER, '--folder', dataFolder, ...rows], { stdio: 'ignore' });
    report.addStart(amount.ledgerRows, await measureStart({ program, dataFolder, starts: amount.starts }));
    report.addUsage(await measureUsage({ program, dataFolder, repeats: amount.repeats }));
  } finally {
    rmSync(dataFolder, { recursive: true });
  }
}

async function grow() {
  report.addGrowthHead();
  const measured = [];
  for (const series of sizes) {
    const size = await measureSize(series, { program, scrapes: 3 });
    report.addSize(size);
    measured.push(size);
  }
  if (!options.chart) return;
  const panel = (title, unit, pick) => ({
    title,
    unit,
    values: measured.map((of) => ({ series: of.series, value: pick(of) })),
  });
  const panels = [
    panel('Ingest', 'µs of CPU per point', (of) => of.cpuMicrosPerPoint),
    panel('Scrape', 'µs of CPU per series', (of) => of.scrapeMicrosPerSeries),
    { ...panel('Memory', 'MB resident', (of) => of.rssMb), isLogarithmic: true },
  ];
  const date = new Date().toISOString().slice(0, 10);
  const note = `Series on the horizontal axis. ${cpus()[0]?.model ?? 'one machine'}, Node ${process.versions.node}, ${date}; npm run bench:collector -- --chart --million`;
  writeFileSync(join(ROOT, 'docs/collector-cost.svg'), renderChart(panels, note));
  console.log('written: docs/collector-cost.svg');
}
