import pino from 'pino';
import { Counter, Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { CommitLog } from './commit-log.ts';
import { DropSummary } from './drop-summary.ts';

describe('the log', () => {
  let lines: Record<string, unknown>[];
  let now: number;
  const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const messages = () => lines.map(({ msg }) => msg);

  beforeEach(() => {
    lines = [];
    now = 0;
  });

  it('tells once a minute that the ledger cannot be written, and when it can again', () => {
    const log = new CommitLog(logger, () => new Date(now));
    log.succeeded(0.01);
    for (let failure = 0; failure < 100; failure += 1) log.failed(new Error('disk full'));
    now = 61_000;
    log.failed(new Error('disk full'));
    now = 65_000;
    log.succeeded(0.01);
    log.succeeded(0.01);
    expect(messages()).toEqual([
      'the ledger cannot be written; senders are asked to try again',
      'the ledger cannot be written; senders are asked to try again',
      'the ledger is written again',
    ]);
    expect(lines[2]).toMatchObject({ failedForSeconds: 65, failures: 101 });
  });

  it('tells of slow commits, once a minute', () => {
    const log = new CommitLog(logger, () => new Date(now));
    for (let commit = 0; commit < 10; commit += 1) log.succeeded(2);
    expect(messages()).toEqual(['a commit was slow: is the disk of the ledger busy or far away?']);
  });

  it('sums up what was dropped since the last time, and is silent about repeated exports', async () => {
    const counter = new Counter({
      name: 'd',
      help: 'd',
      labelNames: ['reason'],
      registers: [new Registry()],
    });
    const summary = new DropSummary(logger, counter);
    counter.inc({ reason: 'duplicate' }, 100);
    await summary.tell();
    counter.inc({ reason: 'invalid_value' }, 2);
    counter.inc({ reason: 'invalid_value' }, 3);
    await summary.tell();
    await summary.tell();
    expect(lines).toMatchObject([{ drops: { invalid_value: 5 }, msg: 'points were not booked' }]);
  });
});
