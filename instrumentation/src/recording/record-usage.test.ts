import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withAttribution } from '../attribution/attribution.ts';
import type { RecordedUsage } from '../call/recorded-usage.ts';
import { recordUsage, type UsageRecord } from './record-usage.ts';
import { announceMetering, withdrawMetering } from './running-metering.ts';

const recorded: RecordedUsage[] = [];
const metering = { recordUsage: (usage: RecordedUsage) => void recorded.push(usage) };

beforeEach(() => {
  recorded.length = 0;
  announceMetering(metering);
});
afterEach(() => {
  withdrawMetering(metering);
});

describe('recordUsage', () => {
  it('passes on what it is told', () => {
    const at = new Date('2026-05-01T00:00:00Z');
    recordUsage({
      provider: 'queue',
      operation: 'publish',
      model: 'large',
      units: { messages: 3 },
      usage: { inputTokens: 5, units: { rows: 1 } },
      costUsd: 0.25,
      variant: 'eu',
      durationSeconds: 1.5,
      errorType: 'timeout',
      attribution: { feature: 'sync' },
      at,
    });
    expect(recorded).toEqual([
      {
        provider: 'queue',
        operation: 'publish',
        model: 'large',
        usage: { inputTokens: 5, units: { rows: 1, messages: 3 } },
        costUsd: 0.25,
        variant: 'eu',
        durationSeconds: 1.5,
        errorType: 'timeout',
        attribution: { feature: 'sync' },
        at,
      },
    ]);
  });

  it('takes the attribution and the time of the running code where none is said', () => {
    const before = Date.now();
    withAttribution({ feature: 'import', tenant: 'acme' }, () => {
      recordUsage({ provider: 'queue', attribution: { tenant: 'other' } });
    });
    expect(recorded[0]).toMatchObject({
      operation: 'recorded',
      attribution: { feature: 'import', tenant: 'other' },
    });
    expect(recorded[0]?.at.getTime()).toBeGreaterThanOrEqual(before);
  });

  it('does nothing where nothing meters', () => {
    withdrawMetering(metering);
    expect(() => recordUsage({ provider: 'queue' })).not.toThrow();
    expect(recorded).toEqual([]);
  });

  it('is withdrawn only by who announced itself', () => {
    withdrawMetering({ recordUsage: () => undefined });
    recordUsage({ provider: 'queue' });
    expect(recorded).toHaveLength(1);
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'queue'],
    ['no provider', { units: { emails: 1 } }],
    ['an empty provider', { provider: '' }],
    [
      'a getter that throws',
      {
        get provider(): string {
          throw new Error('no');
        },
      },
    ],
  ])('leaves out %s, and never throws', (_, record) => {
    expect(() => recordUsage(record as unknown as UsageRecord)).not.toThrow();
    expect(recorded).toEqual([]);
  });

  it('makes labels of nothing that could hold a message', () => {
    recordUsage({ provider: 'x'.repeat(500), errorType: 'it failed: my secret', durationSeconds: -1 });
    expect(recorded[0]?.provider).toHaveLength(128);
    expect(recorded[0]?.errorType).toBe('_OTHER');
    expect(recorded[0]).not.toHaveProperty('durationSeconds');
  });

  it('takes now for a time that is none', () => {
    recordUsage({ provider: 'queue', at: new Date('soon') });
    expect(recorded[0]?.at.getTime()).not.toBeNaN();
  });
});
