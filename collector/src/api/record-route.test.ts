import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestCollector } from '../foreign/testing/collector.ts';

const CALL = { provider: 'openai', model: 'gpt-4o', input_tokens: 1000, output_tokens: 100 };

describe('POST /api/v1/usage', () => {
  let collector: TestCollector;
  const record = (body: unknown, headers: Record<string, string> = {}) =>
    collector.app.api.inject({
      method: 'POST',
      url: '/api/v1/usage',
      payload: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });

  beforeEach(() => {
    collector = new TestCollector();
  });
  afterEach(() => collector.close());

  it('books a call with the cost that it computes', async () => {
    const response = await record({ ...CALL, service: 'nightly', operation: 'chat', duration_seconds: 1.5 });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      booked: 1,
      known: 0,
      refused: 0,
      costUsd: 0.0035,
      results: [{ outcome: 'booked', costUsd: 0.0035, costNanoUsd: '3500000', pricing: 'exact' }],
    });
    expect(await collector.metric('outlay_cost_usd_total', 'job="nightly"')).toBe(0.0035);
    expect(await collector.metric('outlay_request_duration_seconds_sum')).toBe(1.5);
  });

  it('books units, a stated cost, and whom the call was for', async () => {
    const response = await record([
      { provider: 'resend', usage: { emails: 1000 }, feature: 'newsletter', tenant: 'acme' },
      {
        provider: 'print-shop',
        cost_usd: 0.1,
        user: 'u1',
        labels: { cost_center: '42' },
        usage: { pages: 2 },
      },
    ]);
    expect(response.json()).toMatchObject({
      booked: 2,
      costUsd: 1,
      results: [
        { costUsd: 0.9, pricing: 'exact' },
        { costUsd: 0.1, pricing: 'stated' },
      ],
    });
    const series = [...collector.ledger.series()];
    const find = (metric: string, provider: string) =>
      series.find((one) => one.metric === metric && one.labels['provider'] === provider);
    expect(find('outlay.cost.usd', 'resend')?.labels).toEqual({
      feature: 'newsletter',
      pricing: 'exact',
      provider: 'resend',
      tenant: 'acme',
    });
    expect(find('outlay.cost.usd', 'print-shop')?.labels).toMatchObject({ cost_center: '42' });
    expect(find('outlay.user.cost.usd', 'print-shop')).toMatchObject({ total: 100_000_000n });
    expect(find('outlay.usage', 'print-shop')).toMatchObject({
      total: 2_000_000n,
      labels: { unit: 'pages' },
    });
  });

  it('books a call of the past to its own time, and moves no counter of now', async () => {
    await record({ ...CALL, at: '2026-10-05T10:20:00+02:00' });
    await record({ ...CALL, at: Date.parse('2026-10-05T08:25:00Z') / 1000 });
    const slots = new Set([...collector.ledger.spendRows({ from: 0, to: 4e9 })].map(({ slot }) => slot));
    expect(slots).toEqual(new Set([Date.parse('2026-10-05T08:15:00Z') / 1000]));
    expect(await collector.metric('outlay_cost_usd_total')).toBe(0);
    expect(await collector.metric('outlay_request_duration_seconds_count')).toBe(0);
    const { body } = await collector.app.api.inject({ method: 'GET', url: '/api/v1/usage' });
    expect(JSON.parse(body)).toMatchObject({ total: { costUsd: 0.007, requests: 2 } });
    const fewMinutesAgo = new Date(collector.now.getTime() - 1_800_000).toISOString();
    await record({ ...CALL, at: fewMinutesAgo });
    expect(await collector.metric('outlay_cost_usd_total')).toBe(0.0035);
    await collector.restart();
    expect(await collector.metric('outlay_cost_usd_total')).toBe(0.0035);
  });

  it('adds services up whose names nothing can tell apart in the exposition', async () => {
    await record(['\ud800', '\0', '\ufffd'].map((service) => ({ ...CALL, service })));
    expect(await collector.metric('outlay_cost_usd_total', 'job="\ufffd"')).toBe(3 * 0.0035);
  });

  it('books a call with an id once, by service, also after a restart', async () => {
    const outcomes = async (body: unknown, headers?: Record<string, string>) => {
      const { results } = (await record(body, headers)).json<{ results: { outcome: string }[] }>();
      return results.map(({ outcome }) => outcome);
    };
    expect(
      await outcomes([
        { ...CALL, id: 'a' },
        { ...CALL, id: 'a' },
        { ...CALL, id: 'b' },
      ]),
    ).toEqual(['booked', 'known', 'booked']);
    await collector.restart();
    expect(await outcomes({ ...CALL, id: 'a' })).toEqual(['known']);
    expect(await outcomes({ ...CALL, id: 'a', service: 'other' })).toEqual(['booked']);
    expect(await outcomes([CALL, CALL], { 'idempotency-key': 'k1' })).toEqual(['booked', 'booked']);
    expect(await outcomes([CALL, CALL], { 'idempotency-key': 'k1' })).toEqual(['known', 'known']);
    expect(await outcomes(CALL)).toEqual(['booked']);
    expect(await outcomes(CALL)).toEqual(['booked']);
    expect(collector.costNanoUsd()).toBe(7 * 3_500_000);
  });

  it('knows the calls under an idempotency key by what they say, not by their place', async () => {
    const outcomes = async (body: unknown) => {
      const answer = await record(body, { 'idempotency-key': 'day-1' });
      return answer.json<{ results: { outcome: string }[] }>().results.map(({ outcome }) => outcome);
    };
    const other = { provider: 'resend', usage: { emails: 10 } };
    expect(await outcomes([CALL, CALL, other])).toEqual(['booked', 'booked', 'booked']);
    const { provider, ...rest } = CALL;
    expect(
      await outcomes([{ provider: 'resend', usage: { emails: 11 } }, other, { ...rest, provider }]),
    ).toEqual(['booked', 'known', 'known']);
    expect(await outcomes([CALL, CALL, CALL])).toEqual(['known', 'known', 'booked']);
  });

  it('refuses what no call has: too many units, tokens told twice, labels with names of columns', async () => {
    const errorOf = async (more: object) =>
      (await record({ ...CALL, ...more })).json<{ error?: string }>().error;
    expect(await errorOf({ input_tokens: 2e9 })).toMatch(/^input_tokens: /);
    expect(await errorOf({ usage: { emails: 2e9 } })).toBe(
      'usage.emails: must be 1000000000 or less in one call',
    );
    expect(await errorOf({ usage: { bytes_out: 2e9 } })).toBeUndefined();
    expect(await errorOf({ usage: { bytes_out: 2e12 } })).toMatch(/^usage.bytes_out: /);
    expect(await errorOf({ usage: { input_tokens: 1 } })).toBe(
      'usage.input_tokens: is told twice: give input_tokens as a field or as a unit, not both',
    );
    expect(await errorOf({ labels: { plan: 'x'.repeat(129) } })).toMatch(/^labels.plan: /);
    for (const name of ['start', 'requests', 'unpriced', 'units']) {
      expect(await errorOf({ labels: { [name]: 'x' } })).toMatch(new RegExp(`^labels.${name}: `));
    }
  });

  it('books the good ones of a batch and says of each other what is wrong where', async () => {
    const response = await record([
      CALL,
      { ...CALL, id: 'x', input_tokens: -1, promt: 'a secret' },
      { provider: 'resend' },
      { provider: 'resend', usage: { emails: 'many secrets' } },
      { ...CALL, at: '2031-01-01T00:00:00Z' },
      { ...CALL, labels: { tenant: 'acme' } },
    ]);
    expect(response.statusCode).toBe(207);
    expect(await collector.metric('outlay_collector_records_refused_total')).toBe(5);
    const { results, ...counts } = response.json<{
      results: { outcome: string; id?: string; errors?: { path: string; message: string }[] }[];
    }>();
    expect(counts).toMatchObject({ booked: 1, known: 0, refused: 5 });
    const errors = results.map((result) => result.errors?.map(({ path }) => path));
    expect(errors).toEqual([
      undefined,
      ['input_tokens', ''],
      [''],
      ['usage.emails'],
      ['at'],
      ['labels.tenant'],
    ]);
    expect(results[1]).toMatchObject({ outcome: 'refused', id: 'x' });
    expect(response.body).not.toContain('secret');
  });

  it('refuses a request of which nothing is good, that is too long, or that is no JSON', async () => {
    const empty = await record({ provider: 'resend', usage: { emails: -3 } });
    expect(empty.statusCode).toBe(400);
    expect(empty.json()).toMatchObject({ error: expect.stringMatching(/^usage\.emails: /), refused: 1 });
    expect((await record([])).json()).toEqual({
      error: 'send 1 to 1000 calls in one request; this one has 0',
    });
    expect((await record(Array.from({ length: 1001 }, () => CALL))).statusCode).toBe(400);
    const broken = await collector.app.api.inject({
      method: 'POST',
      url: '/api/v1/usage',
      payload: '{"provider": "secret',
      headers: { 'content-type': 'application/json' },
    });
    expect(broken.statusCode).toBe(400);
    expect(broken.body).not.toContain('secret');
    expect(collector.costNanoUsd()).toBe(0);
  });

  it('reads a compressed body, under the limits and in the words of the OTLP port', async () => {
    const send = async (payload: Buffer | string, headers: Record<string, string>) => {
      const answer = await collector.app.api.inject({
        method: 'POST',
        url: '/api/v1/usage',
        payload,
        headers,
      });
      return [answer.statusCode, answer.json<{ error?: string }>().error];
    };
    const json = { 'content-type': 'application/json; charset=utf-8' };
    const call = gzipSync(JSON.stringify(CALL));
    expect(await send(call, { ...json, 'content-encoding': 'gzip' })).toEqual([200, undefined]);
    expect(await send(call, { ...json, 'content-encoding': 'br' })).toEqual([
      415,
      'content-encoding must be gzip, deflate, zstd or identity',
    ]);
    expect(await send('x', { 'content-type': 'text/plain' })).toEqual([
      415,
      'content-type must be application/json',
    ]);
    const long = JSON.stringify({ ...CALL, id: 'x'.repeat(20_000_000) });
    expect(await send(long, json)).toEqual([413, expect.stringContaining('raise --max-body-bytes')]);
    const bomb = gzipSync(`[${' '.repeat(2_000_000)}]`);
    expect(await send(bomb, { ...json, 'content-encoding': 'gzip' })).toEqual([
      413,
      expect.stringContaining('raise --max-compression-ratio'),
    ]);
  });

  it('counts commits of calls and of exports alike', async () => {
    const commits = () => collector.metric('outlay_collector_ledger_commit_seconds_count');
    await record(CALL);
    expect(await commits()).toBe(1);
    expect(await collector.metric('outlay_collector_last_ingest_timestamp_seconds')).toBe(
      collector.now.getTime() / 1000,
    );
    await record({ provider: 'resend' });
    expect(await commits()).toBe(1);
  });

  it('counts what has no price, and failed calls as requests', async () => {
    const response = await record([
      { provider: 'openai', model: 'ours', input_tokens: 5 },
      { provider: 'openai', status: 429, duration_seconds: 0.2 },
    ]);
    expect(response.json()).toMatchObject({
      booked: 2,
      costUsd: 0,
      results: [{ unpriced: 'unknown_model', costUsd: null }, { costUsd: null }],
    });
    expect(collector.totals('outlay.unpriced', 'reason')).toEqual({ unknown_model: 1 });
    expect(
      await collector.metric('outlay_request_duration_seconds_count', 'http_response_status_code="429"'),
    ).toBe(1);
  });
});
