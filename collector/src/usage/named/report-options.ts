import type { UsageFilter } from '../query.ts';
import type { SortKey } from '../usage-report.ts';

/** What every report with a name can be told. */
export interface NamedReportOptions {
  /** In seconds since the epoch; undefined: the report's own range, up to now. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly timeZone: string;
  readonly where: UsageFilter | undefined;
  readonly sort: SortKey | undefined;
  readonly top: number | undefined;
  /** For unique users. */
  readonly by: 'hour' | 'day' | undefined;
  readonly now: Date;
}
