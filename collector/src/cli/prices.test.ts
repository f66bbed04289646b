import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OutlayError } from '../error.ts';
import { pricesCommand } from './prices.ts';

const AT = ['--at', '2026-10-01T12:00:00Z'];

describe('outlay prices', () => {
  let directory: string;
  let list: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'outlay-prices-'));
    list = join(directory, 'prices.yaml');
    writeFileSync(list, 'processes: 1\n');
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(directory, { recursive: true });
  });

  const run = async (...options: string[]): Promise<string> => {
    const written: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    try {
      await pricesCommand().parseAsync([...AT, '--prices', list, ...options], { from: 'user' });
    } finally {
      write.mockRestore();
    }
    return written.join('');
  };

  it('explains a price line by line, with the worked sum for a usage', async () => {
    const output = await run(
      'gpt-5',
      '--provider',
      'openai',
      '--input',
      '10000',
      '--cache-read',
      '1000',
      '--output',
      '500',
    );
    expect(output).toContain('gpt-5 of openai, standard tier, at 2026-10-01 12:00 UTC');
    expect(output).toMatch(/^source {3}@pydantic\/genai-prices \d+\.\d+\.\d+, openai\/gpt-5$/m);
    expect(output).toMatch(/^input +1\.25$/m);
    expect(output).toMatch(/^input, read from cache +0\.125$/m);
    expect(output).toMatch(/^input +9,000 +x 1\.25 \/ 1M +\$0\.011250000$/m);
    expect(output).toMatch(/^total +\$0\.016375000$/m);
  });

  it('shows the bounds of prompt sizes and the price that counts for the usage', async () => {
    const output = await run('claude-sonnet-4-5', '--input', '300000', '--output', '0');
    expect(output).toMatch(/by prompt +up to 200,000 +over 200,000/);
    expect(output).toMatch(/^total +\$1\.800000000$/m);
  });

  it('names the factor of a tier and where it is published', async () => {
    const output = await run('gpt-5', '--tier', 'flex', '--provider', 'openai');
    expect(output).toContain('The flex tier costs 0.5 times the standard price.');
    expect(output).toContain('developers.openai.com/api/docs/guides/flex-processing');
  });

  it('tells from when to when a price counts', async () => {
    expect(await run('o3', '--provider', 'openai')).toContain('from     2025-06-10 00:00 UTC');
    const peak = await run('deepseek-v4-pro', '--at', '2026-10-13T02:00:00Z', '--provider', 'deepseek');
    expect(peak).toContain('from     2026-10-13 01:00 UTC\nuntil    2026-10-13 04:00 UTC');
  });

  it('says that a price is the user’s own', async () => {
    writeFileSync(
      list,
      'models: [{ provider: openai, model: gpt-5, inputUsdPerMillion: 1, source: contract }]\n',
    );
    const output = await run('gpt-5', '--provider', 'openai', '--input', '10');
    expect(output.replace(/\s+/g, ' ')).toContain(`source ${list} (contract)`);
    expect(output).toMatch(/^total +\$0\.000010000$/m);
  });

  it('prices every name at a provider that does, but does not take it for a maker of it', async () => {
    expect(await run('anything', '--provider', 'ollama', '--input', '9')).toMatch(/^total +\$0\.000000000$/m);
    await expect(run('anything')).rejects.toThrow('no price is known for the model "anything"');
  });

  it('prints JSON with the same numbers', async () => {
    const body = JSON.parse(
      await run(
        'gpt-5',
        '--provider',
        'openai',
        '--format',
        'json',
        '--input',
        '10',
        '--unit',
        'web_searches=2',
      ),
    );
    expect(body).toMatchObject({
      provider: 'openai',
      entry: 'gpt-5',
      bands: [{ aboveInputTokens: 0, usdPerMillion: { input: 1.25, cacheRead: 0.125, output: 10 } }],
      sum: { priced: { priced: true, costNanoUsd: 12_500 + 20_000_000 } },
    });
  });

  it('shows the unit prices of a provider and what is free', async () => {
    const output = await run('--provider', 'resend');
    expect(output).toMatch(/emails +\$0\.9 per 1,000 +\d{4}-\d{2}-\d{2}/);
    expect(output).toContain('100 emails a day');
    expect(JSON.parse(await run('--provider', 'resend', '--format', 'json'))).toMatchObject({
      units: [{ unit: 'emails', nanoUsdPerUnit: 900_000 }],
    });
  });

  it('keeps to 80 columns', async () => {
    for (const options of [
      ['gpt-5', '--tier', 'flex', '--input', '12345678'],
      ['--provider', 'resend'],
      ['gemini-2.5-pro'],
    ]) {
      for (const line of (await run(...options)).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it.each([
    [['gpt-5-mni'], /no price is known for the model "gpt-5-mni"; did you mean gpt-5-mini/],
    [
      ['gpt-5', '--provider', 'cohere'],
      /no price is known for the model "gpt-5" of cohere; .*priced at: openai/,
    ],
    [['gpt-5', '--provider', 'openai', '--tier', 'express'], /no price in the tier "express"/],
    [['--provider', 'nobody'], /the provider "nobody" is not known; known are /],
    [[], /name a model, or a provider with --provider/],
    [['gpt-5', '--unit', 'web_searches=many'], /--unit web_searches=many: the count must be a number/],
  ])('says what is wrong with %j', async (options, message) => {
    const failure = run(...options);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toBeInstanceOf(OutlayError);
  });

  it('says file, line and remedy of a mistake in the price list', async () => {
    writeFileSync(list, 'modells: []\n');
    await expect(run('gpt-5')).rejects.toThrow(`${list}:1: unknown key "modells"; did you mean "models"?`);
  });
});
