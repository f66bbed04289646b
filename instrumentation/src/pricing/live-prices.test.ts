import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isMeteringSuppressed } from '../capture/suppression.ts';
import { createUndiciSource } from '../capture/undici-channels.ts';
import { type LivePrices, createLivePrices } from './live-prices.ts';
import { locatePrices } from './prices-location.ts';

const AT = new Date('2026-10-01T12:00:00Z');
const STARTED_AT = new Date('2026-09-30T00:00:00Z');
const emails = (usd: number) =>
  `units: [{ provider: resend, unit: emails, usd: ${usd} }]\nallowances: [{ provider: resend, unit: emails, quantity: 0, per: day }]\n`;

describe('live prices', () => {
  let directory: string;
  let server: Server | undefined;
  const problems: string[] = [];
  const opened: LivePrices[] = [];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'outlay-prices-'));
    problems.length = 0;
  });
  afterEach(async () => {
    for (const prices of opened.splice(0)) prices.close();
    rmSync(directory, { recursive: true });
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    server = undefined;
  });

  const open = (environment: NodeJS.ProcessEnv): LivePrices => {
    const prices = createLivePrices(environment, {
      startedAt: STARTED_AT,
      onProblem: (message) => problems.push(message),
    });
    opened.push(prices);
    return prices;
  };
  const listen = async (answer: () => { status: number; text: string }): Promise<string> => {
    server = createServer((_request, response) => {
      const { status, text } = answer();
      response.writeHead(status).end(text);
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const priceOf = (catalogue: Awaited<ReturnType<LivePrices['load']>>) =>
    catalogue.price({ provider: 'resend', usage: { units: { emails: 1 } }, at: AT });

  it('are our own, with allowances, where the user says nothing', async () => {
    const catalogue = await open({}).load();
    expect(priceOf(catalogue)).toMatchObject({ priced: true, costNanoUsd: 0 });
    const usage = { units: { emails: 200 } };
    // 99 of the day's 100 were left.
    expect(catalogue.price({ provider: 'resend', usage, at: AT })).toMatchObject({
      costNanoUsd: 101 * 900_000,
    });
  });

  it('follow a file that changes, and keep its prices while it is broken', async () => {
    const path = join(directory, 'prices.yaml');
    writeFileSync(path, emails(1));
    const prices = open({ OUTLAY_PRICES: path });
    const catalogue = await prices.load();
    expect(priceOf(catalogue)).toMatchObject({ costNanoUsd: 1_000_000_000, source: path });

    writeFileSync(path, 'units: [{ provider: resend, unit: emails, usd: two }]\n');
    await prices.refresh();
    await prices.refresh();
    expect(priceOf(catalogue)).toMatchObject({ costNanoUsd: 1_000_000_000 });
    expect(problems).toEqual([
      `${path}:1: units[1].usd: must be a number\nUntil that is mended the prices read before count.`,
    ]);

    writeFileSync(path, emails(3));
    await prices.refresh();
    expect(priceOf(catalogue)).toMatchObject({ costNanoUsd: 3_000_000_000 });
  });

  it('stay our own when the file is broken from the start or not there, said once', async () => {
    const path = join(directory, 'prices.yaml');
    writeFileSync(path, 'unit: []\n');
    expect(priceOf(await open({ OUTLAY_PRICES: path }).load())).toMatchObject({ costNanoUsd: 0 });
    expect(problems).toEqual([
      `${path}:1: unknown key "unit"; did you mean "units"?\nUntil that is mended Outlay's own prices count.`,
    ]);
    problems.length = 0;
    const missing = open({ OUTLAY_PRICES: join(directory, 'nowhere.yaml') });
    await missing.load();
    await missing.refresh();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('nowhere.yaml: cannot be read (ENOENT)');
  });

  it('come from a URL without being metered, and tell nothing of its query', async () => {
    let answer = { status: 200, text: emails(2) };
    const url = await listen(() => answer);
    const seen: boolean[] = [];
    const source = createUndiciSource(() => {});
    source.enable(() => {
      seen.push(isMeteringSuppressed());
      return undefined;
    });
    const prices = open({ OUTLAY_PRICES: `${url}/prices.yaml?token=very-secret` });
    const catalogue = await prices.load();
    source.disable();
    expect(seen.filter((suppressed) => !suppressed)).toEqual([]);
    expect(priceOf(catalogue)).toMatchObject({ costNanoUsd: 2_000_000_000, source: `${url}/prices.yaml` });

    answer = { status: 503, text: 'very-secret' };
    await prices.refresh();
    expect(priceOf(catalogue)).toMatchObject({ costNanoUsd: 2_000_000_000 });
    expect(problems.join()).toContain(`${url}/prices.yaml answered 503`);
    expect(problems.join()).not.toContain('very-secret');
  });

  it('do not wait for a list that never comes: our own count until it does', async () => {
    server = createServer(() => undefined);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const prices = open({ OUTLAY_PRICES: `http://127.0.0.1:${port}/prices.yaml` });
    const catalogue = await prices.load();
    // The request for the list is still open, so nothing was told of it.
    expect(problems).toEqual([]);
    expect(priceOf(catalogue)).toMatchObject({ priced: true, costNanoUsd: 0 });
    server.closeAllConnections();
    await prices.refresh();
    expect(problems).toHaveLength(1);
  });

  it('are asked for one at a time, so that no old answer comes last', async () => {
    const url = await listen(() => ({ status: 200, text: emails(2) }));
    const prices = open({ OUTLAY_PRICES: `${url}/prices.yaml` });
    await prices.load();
    const first = prices.refresh();
    expect(prices.refresh()).toBe(first);
    await first;
    expect(prices.refresh()).not.toBe(first);
  });

  it('say what is wrong with an interval and go on with an hour', () => {
    open({ OUTLAY_PRICES_REFRESH: 'hourly' });
    expect(problems[0]).toContain('OUTLAY_PRICES_REFRESH: "hourly" is no interval. Write seconds');
  });

  it('are looked for where they are named, without credentials in the name', () => {
    expect(locatePrices('https://user:pass@prices.example.com/list.yaml?key=1')).toMatchObject({
      kind: 'url',
      name: 'https://prices.example.com/list.yaml',
    });
    expect(locatePrices('conf/prices.yaml')).toMatchObject({ kind: 'file', name: 'conf/prices.yaml' });
  });
});
