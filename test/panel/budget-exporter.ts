import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BUDGET_METRIC, LABEL } from '../../instrumentation/src/names.ts';

/** A budget as the collector would expose it. What is absent here has no series. */
export interface ExposedBudget {
  name: string;
  currency: string;
  spent: number;
  limit?: number;
  projected?: { low?: number; middle: number; high?: number };
  thresholds?: Partial<Record<'warning' | 'critical', number>>;
  period?: { startSeconds: number; endSeconds: number };
}

export interface BudgetExporter {
  port: number;
  /** Exposes these budgets from the next scrape on. */
  expose(budgets: readonly ExposedBudget[]): void;
  stop(): Promise<void>;
}

/** Serves budget metrics at /metrics, where the collector would. */
export async function startBudgetExporter(): Promise<BudgetExporter> {
  let exposed: readonly ExposedBudget[] = [];
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8');
    response.end(exposed.flatMap(linesOf).join('\n') + '\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    expose: (budgets) => (exposed = budgets),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function linesOf({ name, currency, spent, limit, projected, thresholds, period }: ExposedBudget): string[] {
  const budget = { [LABEL.budget]: name };
  const money = { ...budget, [LABEL.currency]: currency };
  const line = (metric: string, labels: Record<string, string>, value: number | undefined) =>
    value === undefined ? [] : [`${metric}{${labelsText(labels)}} ${value}`];
  const projection = (quantile: string, value: number | undefined) =>
    line(BUDGET_METRIC.projected, { ...money, [LABEL.quantile]: quantile }, value);
  const threshold = (severity: 'warning' | 'critical') =>
    line(BUDGET_METRIC.thresholdRatio, { ...budget, [LABEL.severity]: severity }, thresholds?.[severity]);
  return [
    ...line(BUDGET_METRIC.spent, money, spent),
    ...line(BUDGET_METRIC.limit, money, limit),
    ...projection('0.1', projected?.low),
    ...projection('0.5', projected?.middle),
    ...projection('0.9', projected?.high),
    ...threshold('warning'),
    ...threshold('critical'),
    ...line(BUDGET_METRIC.periodStart, budget, period?.startSeconds),
    ...line(BUDGET_METRIC.periodEnd, budget, period?.endSeconds),
  ];
}

function labelsText(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replace(/[\\"]/g, '\\$&')}"`)
    .join(',');
}
