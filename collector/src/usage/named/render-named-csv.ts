import { decimalUsd, renderCsv, renderUsageCsv } from '../render-csv.ts';
import type { NamedReportBody } from './named-report-body.ts';

/** Renders a report with a name as CSV (RFC 4180) with a header. */
export function renderNamedCsv(body: NamedReportBody): string {
  switch (body.report) {
    case 'peak-hours':
      return renderCsv(
        ['weekday', 'hour', 'cost_usd', 'requests'],
        body.hours.map(({ weekday, hour, costNanoUsd, requests }) => [
          String(weekday),
          String(hour),
          decimalUsd(BigInt(costNanoUsd)),
          String(requests ?? ''),
        ]),
      );
    case 'users':
      return renderCsv(
        [body.by, 'users'],
        body.rows.map(({ start, users }) => [start, String(users)]),
      );
    default:
      return renderUsageCsv(body.usage);
  }
}
