import { expect, it } from 'vitest';
import { ScrapePlaces } from './scrape-places.ts';

it('lets some in, others wait in order, and turns away who is too many', async () => {
  const places = new ScrapePlaces(1, 2);
  const entered: string[] = [];
  const enter = async (name: string) => {
    const leave = await places.take();
    entered.push(leave === undefined ? `${name} is turned away` : name);
    return leave;
  };
  const first = await enter('first');
  const second = enter('second');
  const third = enter('third');
  await enter('fourth');
  expect(entered).toEqual(['first', 'fourth is turned away']);
  first?.();
  first?.();
  const leaveSecond = await second;
  expect(entered).toEqual(['first', 'fourth is turned away', 'second']);
  leaveSecond?.();
  (await third)?.();
  expect(await enter('fifth')).toBeDefined();
});
