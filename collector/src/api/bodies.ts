import { amountFromNano } from '../budget/exchange.ts';
import type { UsageQuery, UsageReport, UsageRow } from '../usage/query.ts';

/** Body of `/api/v1/usage`. */
export function usageBody(report: UsageReport, query: UsageQuery) {
  return {
    from: report.from.toISOString(),
    to: report.to.toISOString(),
    groupBy: query.groupBy,
    ...(query.by === undefined ? {} : { by: query.by, timeZone: query.timeZone }),
    rows: report.rows.map(rowBody),
    total: totalBody(report.total),
  };
}

function rowBody({ start, labels, costNanoUsd, estimatedNanoUsd, ...figures }: UsageRow) {
  return {
    ...(start === undefined ? {} : { start: start.toISOString() }),
    ...labels,
    ...figures,
    costNanoUsd: String(costNanoUsd),
    estimatedUsd: estimatedNanoUsd === null ? null : amountFromNano(estimatedNanoUsd),
  };
}

function totalBody({ costNanoUsd, estimatedNanoUsd, ...figures }: UsageReport['total']) {
  return {
    ...figures,
    costNanoUsd: String(costNanoUsd),
    estimatedUsd: estimatedNanoUsd === null ? null : amountFromNano(estimatedNanoUsd),
  };
}
