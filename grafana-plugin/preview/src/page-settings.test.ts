import { describe, expect, it } from 'vitest';
import { parseSettings, settingsSearch } from './page-settings.ts';

describe('the settings in the address of the page', () => {
  it('come back as they were written', () => {
    const settings = {
      theme: 'light',
      size: { width: 600, height: 300 },
      options: { sortBy: 'name' },
    } as const;
    expect(parseSettings(settingsSearch(settings))).toEqual(settings);
  });

  it('fall back to the defaults when they make no sense', () => {
    expect(parseSettings('?theme=pink&size=huge&options=%7B')).toEqual({
      theme: 'dark',
      size: null,
      options: {},
    });
  });
});
