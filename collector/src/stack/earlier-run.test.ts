import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimRunFolder, endEarlierRun } from './earlier-run.ts';
import { identifyProcess } from './process-identity.ts';
import {
  readProcessRecord,
  removeProcessRecord,
  writeProcessRecord,
  type ProcessRecord,
} from './process-record.ts';

// Windows does not tell when a process started, which is what makes it safe to end one that was left behind.
describe.skipIf(process.platform === 'win32')('the end of an earlier run', () => {
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

  it('leaves the record of a start that was faster', () => {
    record({ supervisor: { pid: process.pid, start: 'another' } });
    removeProcessRecord(file, identifyProcess(process.pid));
    expect(existsSync(file)).toBe(true);
    record({ supervisor: identifyProcess(process.pid) });
    removeProcessRecord(file, identifyProcess(process.pid));
    expect(existsSync(file)).toBe(false);
  });

  const claims = () =>
    Promise.allSettled([1, 2, 3].map(() => claimRunFolder(file, (line) => lines.push(line))));

  it.each(['a new folder', 'a folder that a killed run left'])(
    'gives %s to one of the starts of the same moment',
    async (what) => {
      if (what !== 'a new folder') record({});
      const results = await claims();
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'rejected') expect(String(result.reason)).toMatch(/in this folder.*--data/);
      }
      expect(readProcessRecord(file)?.supervisor).toEqual(identifyProcess(process.pid));
    },
  );

  it('waits out a record that is being written, and clears away one that never got whole', async () => {
    writeFileSync(file, '{"super');
    await expect(claimRunFolder(file, () => undefined)).rejects.toThrow('at the same moment');
    utimesSync(file, new Date(), new Date(Date.now() - 60_000));
    await claimRunFolder(file, () => undefined);
    expect(readProcessRecord(file)?.supervisor).toEqual(identifyProcess(process.pid));
  });
});
