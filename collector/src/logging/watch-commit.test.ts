import pino from 'pino';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CollectorMetrics } from '../exposition/collector-metrics.ts';
import { openLedgerDatabase } from '../ledger/database.ts';
import { Ledger, LedgerWriteError } from '../ledger/ledger.ts';
import { CommitLog } from './commit-log.ts';
import { type CommitWatch, watchCommits } from './watch-commit.ts';

const now = new Date('2026-11-22T12:00:00Z');
let directory: string;
let ledger: Ledger;
let metrics: CollectorMetrics;
let watch: CommitWatch;
let lines: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'outlay-watch-'));
  ledger = new Ledger(openLedgerDatabase(directory));
  metrics = new CollectorMetrics(new Registry(), ledger);
  lines = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
  watch = watchCommits(metrics, new CommitLog(logger, () => now), () => now);
});
afterEach(async () => {
  await ledger.close();
  rmSync(directory, { recursive: true });
});

const failures = async () => (await metrics.ledgerCommitFailures.get()).values[0]?.value;
const lastIngest = async () => (await metrics.lastIngest.get()).values[0]?.value;

it('tells log and metrics that the ledger cannot be written, and that it is written again', async () => {
  const failure = new LedgerWriteError('the disk is full');
  await expect(watch(() => Promise.reject(failure))).rejects.toBe(failure);
  expect([await failures(), await lastIngest()]).toEqual([1, 0]);
  expect(lines.join('')).toContain('the ledger cannot be written');
  expect(await watch(async () => 'booked')).toBe('booked');
  expect([await failures(), await lastIngest()]).toEqual([1, now.getTime() / 1000]);
  expect(lines.join('')).toContain('the ledger is written again');
});

it('takes a request that is wrong for no failure of the ledger', async () => {
  await expect(watch(() => Promise.reject(new Error('malformed')))).rejects.toThrow('malformed');
  expect(await failures()).toBe(0);
  expect(lines).toEqual([]);
});
