import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OutlayError } from '../error.ts';
import { TestCollector } from '../foreign/testing/collector.ts';
import { recordCommand } from './record.ts';

describe('outlay record', () => {
  let collector: TestCollector;
  let url: string;
  const printed: string[] = [];

  beforeEach(async () => {
    collector = new TestCollector();
    url = await collector.app.api.listen({ host: '127.0.0.1', port: 0 });
    printed.length = 0;
    vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await collector.close();
  });

  const record = (...options: string[]) =>
    recordCommand().parseAsync(['--url', url, '--provider', 'resend', ...options], { from: 'user' });

  it('books a call once and prints what it cost', async () => {
    await record('--usage', 'emails=3', '--service', 'newsletter', '--id', 'a');
    await record('--usage', 'emails=3', '--service', 'newsletter', '--id', 'a');
    expect(printed).toEqual(['Booked: $0.002700000', 'This call had been booked before.']);
    expect(await collector.metric('outlay_cost_usd_total', 'job="newsletter"')).toBe(0.0027);
  });

  it('says what is wrong with a call that is refused', async () => {
    await expect(record('--usage', 'emails=three')).rejects.toThrow(/usage\.emails/);
    await expect(record()).rejects.toThrow(OutlayError);
  });
});
