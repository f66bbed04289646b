import type { UserPrices } from '@outlay/instrumentation/pricing';
import pino from 'pino';
import { expect, it } from 'vitest';
import { reloadPrices } from './reload-prices.ts';

const NONE: UserPrices = { units: [], models: [], allowances: [], processes: 1 };
const OWN: UserPrices = { ...NONE, allowances: [{} as UserPrices['allowances'][number]] };

async function reload(load: () => Promise<UserPrices>) {
  const used: UserPrices[] = [];
  let line = '';
  const logger = pino({}, { write: (text: string) => void (line += text) });
  await reloadPrices({ usePrices: async (prices) => void used.push(prices) }, load, logger);
  return { used, message: (JSON.parse(line) as { msg: string }).msg };
}

it('says that a price list is read again where there is one, and that there is none where there is none', async () => {
  expect(await reload(async () => OWN)).toEqual({ used: [OWN], message: 'the price list is read again' });
  const none = await reload(async () => NONE);
  expect(none.used).toEqual([NONE]);
  expect(none.message).toBe('there is no price list of your own; the public prices are in force');
});

it('leaves the old prices in force where the list is wrong', async () => {
  const wrong = await reload(() => Promise.reject(new Error('prices.yaml:3: no such unit')));
  expect(wrong).toEqual({ used: [], message: 'the price list is wrong; the old prices stay in force' });
});
