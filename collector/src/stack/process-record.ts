import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ProcessIdentity } from './process-identity.ts';

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

export function writeProcessRecord(file: string, record: ProcessRecord): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** The record that an earlier run left, undefined when it ended properly or its record cannot be read. */
export function readProcessRecord(file: string): ProcessRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessRecord;
  } catch {
    return undefined;
  }
}

export function removeProcessRecord(file: string): void {
  rmSync(file, { force: true });
}
