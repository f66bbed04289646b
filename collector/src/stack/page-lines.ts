/** A delivered page as the sink keeps it. */
export interface DeliveredPage {
  /** ISO 8601. */
  readonly receivedAt: string;
  readonly alerts: readonly {
    readonly status: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

/** A line for each alert of a page: `02:41:07  firing  critical  OutlayBudgetCritical  openai  summary`. */
export function renderPage({ receivedAt, alerts }: DeliveredPage): string[] {
  const time = new Date(receivedAt).toTimeString().slice(0, 8);
  return alerts.map(({ status, labels, annotations }) => {
    const words = [
      status.padEnd(8),
      (labels['severity'] ?? '').padEnd(8),
      (labels['alertname'] ?? '').padEnd(20),
      labels['budget'],
      annotations['summary'],
    ];
    return [time, ...words].filter(Boolean).join('  ');
  });
}
