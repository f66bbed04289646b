import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endEarlierRun } from './earlier-run.ts';
import { identifyProcess } from './process-identity.ts';
import { writeProcessRecord, type ProcessRecord } from './process-record.ts';

// Only Linux tells when a process started, which is what makes it safe to end one that was left behind.
describe.runIf(process.platform === 'linux')('the end of an earlier run', () => {
  let folder = '';
  let file = '';
  const lines: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'earlier-'));
    file = join(folder, 'processes.json');
    lines.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function record(parts: Partial<ProcessRecord>): void {
    writeProcessRecord(file, {
      supervisor: { pid: process.pid, start: 'before this one' },
      urls: {},
      standIns: {},
      processes: [],
      ...parts,
    });
  }

  it('has nothing to do where none is recorded', async () => {
    await endEarlierRun(file, (line) => lines.push(line));
    expect(lines).toEqual([]);
  });

  it('refuses while the other stack runs, and says how to stop it', async () => {
    record({ supervisor: identifyProcess(process.pid) });
    await expect(endEarlierRun(file, (line) => lines.push(line))).rejects.toThrow(
      new RegExp(`runs in this folder already \\(process ${process.pid}\\).*--data`),
    );
    expect(existsSync(file)).toBe(true);
  });

  it('ends what a killed run left behind', async () => {
    const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const exit = once(left, 'exit');
    record({ processes: [{ name: 'collector', kind: 'server', ...identifyProcess(left.pid ?? 0) }] });
    await endEarlierRun(file, (line) => lines.push(line));
    expect(await exit).toEqual([null, 'SIGTERM']);
    expect(lines).toEqual([`ending collector (process ${left.pid}), left by a run that was killed`]);
    expect(existsSync(file)).toBe(false);
  });

  it('leaves alone a process that has got the number of one that ended', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    record({ processes: [{ name: 'collector', kind: 'server', pid: other.pid ?? 0, start: 'long ago' }] });
    await endEarlierRun(file, (line) => lines.push(line));
    expect(other.signalCode).toBeNull();
    expect(lines).toEqual([]);
    other.kill('SIGKILL');
    await once(other, 'exit');
  });
});
