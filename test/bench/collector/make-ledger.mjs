// Makes the ledger of a collector that has run for a year, for benchmarks of its start and its reports.
//
//   node make-ledger.mjs --folder data --rows 10000000 --series 100000 --streams 100000
//
// A third of each day's series is there every day; the others take turns, as features, tenants and models do, until every
// series has had its days. A series that is there spends in 20 quarter hours of the day. The figures are the same each time
// for the same arguments and the same day. Prints one line of JSON about what it made.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { encodeHistogram } from '../../../collector/src/ledger/histogram-blob.ts';
import { packDay, unpackedDays } from '../../../collector/src/ledger/maintenance/pack-days.ts';
import { migrate } from '../../../collector/src/ledger/schema.ts';

const DAYS = 365;
const DAY_SECONDS = 86_400;
const SLOT_SECONDS = 900;
const SLOTS_A_DAY = 96;
const ACTIVE_SLOTS = 20;

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    rows: { type: 'string', default: '10000000' },
    series: { type: 'string', default: '100000' },
    streams: { type: 'string' },
    // Last day of the year, exclusive; today unless told.
    until: { type: 'string' },
  },
});
const [rowCount, seriesCount] = [Number(values.rows), Number(values.series)];
const streamCount = Number(values.streams ?? values.series);
if (values.folder === undefined) throw new Error('name the folder to make the ledger in with --folder');
mkdirSync(values.folder, { recursive: true });
const path = join(values.folder, 'ledger.db');
if (existsSync(path)) throw new Error(`${path} is there already; name another --folder`);

const began = performance.now();
const today =
  Math.floor((values.until ? Date.parse(values.until) : Date.now()) / 1000 / DAY_SECONDS) * DAY_SECONDS;
const firstDay = today - DAYS * DAY_SECONDS;
const database = new DatabaseSync(path);
database.exec(
  'PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;',
);
migrate(database);
database.exec('PRAGMA foreign_keys = OFF;');

const UNITS = ['input_tokens', 'output_tokens', 'cache_read_tokens'];
const MODELS = Array.from({ length: 40 }, (_, i) => `model-${i}`);
const PROVIDERS = ['openai', 'anthropic', 'google', 'bedrock', 'resend', 'twilio'];
const BOUNDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Of each eight series two count cost, five usage, one requests. */
function seriesIdentity(id) {
  const place = Math.floor(id / 8);
  const labels = {
    feature: `feature-${place % 50}`,
    model: MODELS[place % MODELS.length],
    operation: 'chat',
    provider: PROVIDERS[place % PROVIDERS.length],
  };
  const job = `shop/service-${place % 200}`;
  const tenant = `tenant-${place}`;
  const kind = id % 8;
  if (kind < 2)
    return ['outlay.cost.usd', job, { ...labels, pricing: kind === 0 ? 'exact' : 'estimated', tenant }];
  if (kind < 7)
    return [
      'outlay.usage',
      job,
      { ...labels, tenant, unit: UNITS[kind % UNITS.length] ?? '', triggered: `${kind}` },
    ];
  return ['outlay.request.duration', job, { ...labels, environment: `cell-${place}` }];
}

function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
}

const next = random(42);
const totals = new Float64Array(seriesCount + 1);
const perDay = Math.max(1, Math.min(seriesCount, Math.round(rowCount / DAYS / ACTIVE_SLOTS)));
const constant = Math.floor(perDay / 3);
const spend = database.prepare('INSERT INTO spend (slot, series_id, amount) VALUES (?, ?, ?)');
const spendDay = database.prepare('INSERT INTO spend_day (day, series_id, amount) VALUES (?, ?, ?)');
let rows = 0;
let dayRows = 0;
for (let day = 0; day < DAYS; day += 1) {
  const ids = activeSeries(day);
  const sums = new Float64Array(ids.length);
  database.exec('BEGIN');
  for (let slot = 0; slot < SLOTS_A_DAY; slot += 1) {
    for (let i = 0; i < ids.length && rows < rowCount; i += 1) {
      const id = ids[i];
      if ((slot + id * 7) % SLOTS_A_DAY >= ACTIVE_SLOTS) continue;
      // Cost in nano-USD, usage in millionths, requests whole.
      const amount = id % 8 === 7 ? 1 + (next() % 50) : (1 + (next() % 100_000)) * 1000;
      spend.run(firstDay + day * DAY_SECONDS + slot * SLOT_SECONDS, id, amount);
      sums[i] += amount;
      rows += 1;
    }
  }
  for (let i = 0; i < ids.length; i += 1) {
    if (sums[i] === 0) continue;
    spendDay.run(firstDay + day * DAY_SECONDS, ids[i], sums[i]);
    totals[ids[i]] += sums[i];
    dayRows += 1;
  }
  database.exec('COMMIT');
}

/** Ids in order: those of every day, and this day's share of the others. */
function activeSeries(day) {
  const ids = new Set(Array.from({ length: constant }, (_, i) => i + 1));
  const others = seriesCount - constant;
  // Two days each: half of them are new each day.
  for (let i = 0; ids.size < perDay; i += 1) {
    ids.add(constant + 1 + ((Math.floor((day * (perDay - constant)) / 2) + i) % others));
  }
  return Uint32Array.from(ids).sort();
}

database.exec('BEGIN');
const since = (firstDay + DAY_SECONDS) * 1000;
const series = database.prepare(
  'INSERT INTO series (id, metric, job, labels, live_since, last_seen, total, histogram) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
);
for (let id = 1; id <= seriesCount; id += 1) {
  const [metric, job, labels] = seriesIdentity(id);
  const isHistogram = metric === 'outlay.request.duration';
  const sorted = JSON.stringify(Object.fromEntries(Object.entries(labels).sort()));
  series.run(
    id,
    metric,
    job,
    sorted,
    since,
    today * 1000,
    isHistogram ? 0 : totals[id],
    isHistogram ? histogramOf(totals[id]) : null,
  );
}
const stream = database.prepare(
  'INSERT INTO stream (id, key, series_id, last_unix_nano, last_value, last_histogram, last_seen) VALUES (?, ?, ?, ?, ?, ?, ?)',
);
for (let id = 1; id <= streamCount; id += 1) {
  const of = ((id - 1) % seriesCount) + 1;
  const isHistogram = of % 8 === 7;
  const key = createHash('sha256').update(`stream ${id}`).digest();
  stream.run(
    id,
    key,
    of,
    BigInt(today) * 1_000_000_000n,
    isHistogram ? 0 : totals[of],
    isHistogram ? histogramOf(totals[of]) : null,
    today * 1000,
  );
}
database.exec('COMMIT');

function histogramOf(count) {
  const bucketCounts = new Array(BOUNDS.length + 1).fill(0);
  bucketCounts[3] = count;
  return encodeHistogram({ count, sum: count * 0.4, bounds: BOUNDS, bucketCounts });
}

for (const day of unpackedDays(database, Date.now() / 1000, Number.MAX_SAFE_INTEGER))
  for (const _ of packDay(database, day));
const costNanoUsd = database
  .prepare(
    "SELECT CAST(sum(amount) AS TEXT) AS total FROM spend_day JOIN series ON id = series_id WHERE metric = 'outlay.cost.usd'",
  )
  .get().total;
database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
const { bytes } = database
  .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')
  .get();
database.close();
console.log(
  JSON.stringify({
    rows,
    dayRows,
    series: seriesCount,
    streams: streamCount,
    from: new Date(firstDay * 1000).toISOString(),
    to: new Date(today * 1000).toISOString(),
    costNanoUsd,
    bytes,
    seconds: Math.round((performance.now() - began) / 100) / 10,
  }),
);
