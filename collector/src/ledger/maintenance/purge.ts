import type { DatabaseSync } from 'node:sqlite';
import { keepsQuarterHours } from '../kept-quarter-hours.ts';
import { QUARTER_HOURS_FROM } from '../reading/spend-tables.ts';
import { DAY_SECONDS, dayOf } from '../slot.ts';
import { type Retention, monthsBefore } from './retention.ts';
import { inSlices } from './slices.ts';

/** Rows of one statement: a millisecond or two. */
const ROWS = 1_000;

/** What a purge took away, in rows. */
export interface Purged {
  quarterHours: number;
  days: number;
  streams: number;
  keys: number;
}

/** Purges what is older than the retention says, a slice at a time; between two of them others may write. */
export function* purge(database: DatabaseSync, retention: Retention, now: Date): Generator<void, Purged> {
  const before = monthsBefore(now, retention.quarterHourMonths);
  const purged: Purged = { quarterHours: 0, days: 0, streams: 0, keys: 0 };
  purged.quarterHours = yield* purgeQuarterHours(database, before);
  purged.streams = yield* purgeByRowId(database, 'stream', 'last_seen', before * 1000);
  purged.keys = yield* purgeSeenCalls(database, before * 1000);
  if (retention.dayMonths !== undefined) {
    const daysBefore = Math.min(before, monthsBefore(now, retention.dayMonths));
    purged.days = yield* purgeDays(database, daysBefore);
    purged.keys += yield* purgeImports(database, daysBefore);
  }
  return purged;
}

/** From `before` on, reports take days for what is older; only then are the quarter hours taken away. */
function* purgeQuarterHours(database: DatabaseSync, before: number): Generator<void, number> {
  const first = database.prepare('SELECT min(slot) AS slot FROM spend WHERE slot >= ? AND slot < ?');
  const next = (from: number): number | undefined => {
    for (let cursor = from; ;) {
      const slot = first.get(cursor, before)?.['slot'];
      if (typeof slot !== 'number') return undefined;
      if (!keepsQuarterHours(dayOf(slot))) return slot;
      cursor = dayOf(slot) + DAY_SECONDS;
    }
  };
  let slot = next(0);
  if (slot === undefined) return 0;
  database
    .prepare(
      'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = max(value, excluded.value)',
    )
    .run(QUARTER_HOURS_FROM, before);
  yield;
  const remove = database.prepare(
    'DELETE FROM spend WHERE slot = ? AND series_id <= coalesce(' +
      `(SELECT series_id FROM spend WHERE slot = ? ORDER BY series_id LIMIT 1 OFFSET ${ROWS - 1}), 9e18)`,
  );
  return yield* inSlices(database, () => {
    if (slot === undefined) return undefined;
    const { changes } = remove.run(slot, slot);
    if (Number(changes) < ROWS) slot = next(slot + 1);
    return Number(changes);
  });
}

function* purgeDays(database: DatabaseSync, before: number): Generator<void, number> {
  const remove = database.prepare(
    'DELETE FROM spend_day WHERE (day, series_id) IN ' +
      `(SELECT day, series_id FROM spend_day WHERE day < ? ORDER BY day, series_id LIMIT ${ROWS})`,
  );
  const days = yield* inSlices(database, () => someOrNone(remove.run(before).changes));
  // The quarter hours of the first and last days of months go with their days.
  const rest = database.prepare(
    'DELETE FROM spend WHERE (slot, series_id) IN ' +
      `(SELECT slot, series_id FROM spend WHERE slot < ? ORDER BY slot, series_id LIMIT ${ROWS})`,
  );
  yield* inSlices(database, () => someOrNone(rest.run(before).changes));
  return days;
}

/** Walks the whole table by its row ids: what is old lies anywhere in it. */
function* purgeByRowId(
  database: DatabaseSync,
  table: 'stream',
  column: 'last_seen',
  before: number,
): Generator<void, number> {
  const last = Number(database.prepare(`SELECT max(rowid) AS id FROM ${table}`).get()?.['id'] ?? 0);
  const remove = database.prepare(`DELETE FROM ${table} WHERE rowid > ? AND rowid <= ? AND ${column} < ?`);
  let from = 0;
  return yield* inSlices(database, () => {
    if (from >= last) return undefined;
    const { changes } = remove.run(from, from + ROWS, before);
    from += ROWS;
    return Number(changes);
  });
}

/** Keys come in the order of their time, so the oldest have the lowest row ids. */
function* purgeSeenCalls(database: DatabaseSync, beforeMs: number): Generator<void, number> {
  const remove = database.prepare(
    `DELETE FROM seen_call WHERE rowid IN (SELECT rowid FROM seen_call ORDER BY rowid LIMIT ${ROWS}) AND at < ?`,
  );
  return yield* inSlices(database, () => someOrNone(remove.run(beforeMs).changes));
}

/** What is known of imports goes with the days that they were booked to: until then a row must not be booked again. */
function* purgeImports(database: DatabaseSync, before: number): Generator<void, number> {
  const spend = database.prepare(
    'DELETE FROM import_spend WHERE (import_id, slot, series_id) IN ' +
      `(SELECT import_id, slot, series_id FROM import_spend WHERE slot < ? LIMIT ${ROWS})`,
  );
  yield* inSlices(database, () => someOrNone(spend.run(before).changes));
  const batch = database.prepare('SELECT key FROM imported_row WHERE key > ? ORDER BY key LIMIT 1 OFFSET ?');
  const remove = database.prepare(
    'DELETE FROM imported_row WHERE key > ? AND (? IS NULL OR key <= ?) AND slot < ?',
  );
  let from: Uint8Array | undefined = new Uint8Array();
  return yield* inSlices(database, () => {
    if (from === undefined) return undefined;
    const key = batch.get(from, ROWS - 1)?.['key'];
    const to: Uint8Array | undefined = key instanceof Uint8Array ? key : undefined;
    const { changes } = remove.run(from, to ?? null, to ?? null, before);
    from = to;
    return Number(changes);
  });
}

function someOrNone(changes: number | bigint): number | undefined {
  return Number(changes) === 0 ? undefined : Number(changes);
}
