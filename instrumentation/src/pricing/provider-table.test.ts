import { describe, expect, it } from 'vitest';
import { createPriceCatalogue, loadPriceCatalogue } from './catalogue.ts';
import { ofProvider } from './provider-table.ts';

const AT = new Date('2026-03-01T00:00:00Z');

describe('ofProvider', () => {
  it('finds what the table says', () => {
    expect(ofProvider({ openai: 1 }, 'openai')).toBe(1);
    expect(ofProvider({ openai: 1 }, 'other')).toBeUndefined();
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'finds nothing for a provider that is called %s',
    async (provider) => {
      expect(ofProvider({ openai: 1 }, provider)).toBeUndefined();
      const usage = { inputTokens: 10, outputTokens: 1, units: { audio_seconds: 3 } };
      const request = { provider, model: 'gpt-4o-mini', usage, at: AT };
      expect((await loadPriceCatalogue()).price(request)).toMatchObject({ priced: false });
      expect(createPriceCatalogue(undefined).price(request)).toMatchObject({ priced: false });
    },
  );
});
