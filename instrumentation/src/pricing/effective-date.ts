/** A price that counts from a day on, until a later row for the same thing. */
export interface EffectiveRow {
  /** First day (UTC) on which the price counts, `2026-03-01`. */
  readonly from: string;
}

/** The newest of `rows` that counts at `at`; undefined when none does yet. */
export function findInForce<Row extends EffectiveRow>(rows: readonly Row[], at: Date): Row | undefined {
  let found: Row | undefined;
  for (const row of rows) {
    if (Date.parse(row.from) > at.getTime()) continue;
    if (found === undefined || row.from > found.from) found = row;
  }
  return found;
}
