import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PageList } from './page-list.ts';
import { createSink } from './sink-server.ts';

const posted = {
  version: '4',
  groupKey: '{}:{alertname="OutlayBudgetCritical"}',
  status: 'firing',
  receiver: 'page',
  groupLabels: { alertname: 'OutlayBudgetCritical' },
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'OutlayBudgetCritical', severity: 'critical', budget: 'openai' },
      annotations: { summary: 'openai has spent 92 % of its budget' },
      startsAt: '2026-11-22T02:40:00Z',
      endsAt: '0001-01-01T00:00:00Z',
      fingerprint: 'a1',
    },
  ],
};

describe('the sink', () => {
  const printed: string[] = [];
  let folder = '';
  let server: ReturnType<typeof createSink>;
  let url = '';

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sink-'));
    printed.length = 0;
    server = createSink(new PageList(join(folder, 'pages.jsonl')), (line) => printed.push(line));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pages`;
  });

  afterEach(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  it('prints a line for each alert and keeps the page, also for its next run', async () => {
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(posted) });
    expect(await answer.text()).toBe('ok');
    expect(printed).toEqual([
      'PAGE firing critical OutlayBudgetCritical openai: openai has spent 92 % of its budget',
    ]);
    const pages = (await (await fetch(url)).json()) as unknown[];
    expect(pages).toMatchObject([
      { status: 'firing', receiver: 'page', alerts: [{ labels: { budget: 'openai' } }] },
    ]);
    expect(JSON.parse(JSON.stringify(new PageList(join(folder, 'pages.jsonl'))))).toEqual(pages);
  });

  it('refuses what Alertmanager would not send', async () => {
    const answer = await fetch(url, { method: 'POST', body: '{"status":"firing"}' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/alerts is missing/);
    expect(printed).toEqual([]);
  });
});
