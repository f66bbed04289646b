import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProcessIdentity } from './process-identity.ts';

/** `processes.json`: what runs, for people and tools that want to look at or stop a part of it. */
export interface ProcessRecord {
  readonly supervisor: ProcessIdentity;
  readonly urls: Readonly<Record<string, string>>;
  /** The demo's stand-ins of providers; `/spent` of each tells what it has charged. */
  readonly standIns: Readonly<Record<string, string>>;
  readonly processes: readonly RecordedProcess[];
}

export interface RecordedProcess extends ProcessIdentity {
  readonly name: string;
  /** The demo's services make traffic; ending them ends it and nothing else. */
  readonly kind: 'server' | 'service';
}

/**
 * Writes the first record of a run, unless there is one: of two starts at the same moment, one gets it.
 *
 * @returns false when there is a record already
 */
export function createProcessRecord(file: string, record: ProcessRecord): boolean {
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, render(record), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/** Replaces the record of this run. */
export function writeProcessRecord(file: string, record: ProcessRecord): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, render(record));
  renameSync(`${file}.new`, file);
}

function render(record: ProcessRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** The record that is there, undefined when there is none or it cannot be read. */
export function readProcessRecord(file: string): ProcessRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessRecord;
  } catch {
    return undefined;
  }
}

/** Removes the record of a run, and leaves that of any other where it is. */
export function removeProcessRecord(file: string, { pid, start }: ProcessIdentity): void {
  const supervisor = readProcessRecord(file)?.supervisor;
  if (supervisor?.pid === pid && supervisor.start === start) rmSync(file, { force: true });
}

/** A record is written within milliseconds: one that cannot be read after this long never will be. */
const TORN_AFTER_MS = 5_000;

/** Removes what a run left that was killed, or had no room, while it wrote its first record. */
export function removeTornRecord(file: string): void {
  const changedMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (changedMs === undefined || Date.now() - changedMs < TORN_AFTER_MS) return;
  if (!readProcessRecord(file)) rmSync(file, { force: true });
}
