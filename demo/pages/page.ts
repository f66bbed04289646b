/** What Alertmanager's webhook (version 4) posts, as far as the sink keeps it. */
export interface Page {
  /** ISO 8601, by the sink's clock. */
  readonly receivedAt: string;
  readonly status: string;
  readonly receiver: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly PageAlert[];
}

export interface PageAlert {
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** @throws TypeError that names what is missing */
export function parsePage(text: string, receivedAt: Date): Page {
  const body = JSON.parse(text) as Partial<Page> | null;
  if (typeof body?.status !== 'string')
    throw new TypeError('status is missing: Alertmanager webhook JSON is expected');
  if (!Array.isArray(body.alerts))
    throw new TypeError('alerts is missing: Alertmanager webhook JSON is expected');
  const alerts = body.alerts as readonly Partial<PageAlert>[];
  return {
    receivedAt: receivedAt.toISOString(),
    status: body.status,
    receiver: body.receiver ?? '',
    groupLabels: body.groupLabels ?? {},
    alerts: alerts.map((alert) => ({
      status: alert.status ?? '',
      labels: alert.labels ?? {},
      annotations: alert.annotations ?? {},
      startsAt: alert.startsAt ?? '',
      endsAt: alert.endsAt ?? '',
    })),
  };
}

/** `PAGE firing critical OutlayBudgetCritical openai: openai has spent 92 % of its budget` */
export function renderAlert({ status, labels, annotations }: PageAlert): string {
  const what = [status, labels['severity'], labels['alertname'], labels['budget']].filter(Boolean).join(' ');
  const summary = annotations['summary'] ?? annotations['description'];
  return `PAGE ${what}${summary ? `: ${summary}` : ''}`;
}
