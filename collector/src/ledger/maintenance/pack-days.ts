import type { DatabaseSync } from 'node:sqlite';
import { encodeDayPack } from '../day-pack.ts';
import { DAY_SECONDS } from '../slot.ts';

/** A day is packed when it has been over for this long: late exports would take its pack away again and again. */
const SETTLED_AFTER_SECONDS = 6 * 3600;

/**
 * Days that are over and have no pack, oldest first.
 *
 * @param now seconds since the epoch
 */
export function unpackedDays(database: DatabaseSync, now: number, limit: number): number[] {
  const before = now - SETTLED_AFTER_SECONDS - DAY_SECONDS;
  // Steps from one day to the next in the index: as many look-ups as there are days, however many rows they have.
  const statement = database.prepare(`
    WITH RECURSIVE days(day) AS (
      SELECT min(day) FROM spend_day
      UNION ALL
      SELECT (SELECT min(day) FROM spend_day WHERE day > days.day) FROM days WHERE day IS NOT NULL
    )
    SELECT day FROM days
    WHERE day <= ? AND NOT EXISTS (SELECT 1 FROM day_pack WHERE day_pack.day = days.day AND cells IS NOT NULL)
    LIMIT ?`);
  return statement.all(before, limit).map(({ day }) => Number(day));
}

/** Rows that are read in one go; some two milliseconds. */
const ROWS_A_STEP = 2_000;

/**
 * Packs one day, some rows at a time. The empty pack that is put down first is gone when somebody writes to the day in the
 * meantime, so that no pack misses what came while it was made; that day is packed another time.
 */
export function* packDay(database: DatabaseSync, day: number): Generator<void> {
  database.prepare('INSERT OR REPLACE INTO day_pack (day, cells) VALUES (?, NULL)').run(day);
  yield;
  const select = database.prepare(
    'SELECT series_id, amount & 0xffffffff, amount >> 32 FROM spend_day ' +
      `WHERE day = ? AND series_id > ? ORDER BY series_id LIMIT ${ROWS_A_STEP}`,
  );
  select.setReturnArrays(true);
  const rows: (readonly [number, number, number])[] = [];
  for (let before = -1; rows.length !== before;) {
    before = rows.length;
    for (const row of select.all(day, rows.at(-1)?.[0] ?? -1)) {
      rows.push(row as unknown as readonly [number, number, number]);
    }
    yield;
  }
  database
    .prepare('UPDATE day_pack SET cells = ? WHERE day = ? AND cells IS NULL')
    .run(encodeDayPack(rows), day);
  yield;
}
