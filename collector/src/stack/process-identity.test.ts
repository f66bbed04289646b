import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { identifyProcess, startByPs, stillRuns } from './process-identity.ts';
import { programOnPath } from './program-on-path.ts';

describe('the identity of a process', () => {
  it('holds while it runs, and not for another that has its number', () => {
    const own = identifyProcess(process.pid);
    expect(stillRuns(own)).toBe(true);
    expect(stillRuns({ ...own, start: 'long ago' })).toBe(false);
  });

  it('ends with it', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const identity = identifyProcess(child.pid ?? 0);
    expect(stillRuns(identity)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(stillRuns(identity)).toBe(false);
  });
});

describe.runIf(hasPs())('the start time that ps tells', () => {
  it('names the second in which the process started', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const start = startByPs(child.pid ?? 0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(start).toMatch(/^\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}$/);
  });

  it('is unknown where nothing has the number', () => {
    expect(startByPs(2 ** 22 + 1)).toBeNull();
  });
});

function hasPs(): boolean {
  try {
    return Boolean(programOnPath(['ps'], process.env['PATH']));
  } catch {
    return false;
  }
}
