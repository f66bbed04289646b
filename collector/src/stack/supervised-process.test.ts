import { once, EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identifyProcess, stillRuns } from './process-identity.ts';
import { freePort } from './free-ports.ts';
import { SupervisedProcess } from './supervised-process.ts';

describe('a supervised process', () => {
  let folder = '';
  let supervised: SupervisedProcess | undefined;
  let lines: string[] = [];
  const events = new EventEmitter();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'supervised-'));
    lines = [];
  });
  afterEach(async () => {
    await supervised?.stop(1_000);
    rmSync(folder, { recursive: true });
  });

  /** A process that runs a JavaScript program. */
  function supervise(script: string, readyUrl?: string): SupervisedProcess {
    supervised = new SupervisedProcess(
      {
        name: 'worker',
        kind: 'server',
        program: process.execPath,
        args: ['-e', script],
        cwd: folder,
        env: process.env,
        ...(readyUrl !== undefined && { readyUrl }),
      },
      folder,
      {
        print: (line) => {
          lines.push(line);
          events.emit('line');
        },
        onStart: () => events.emit('start'),
      },
    );
    return supervised;
  }

  const server = (port: number): string =>
    `require('http').createServer((_, r) => r.end('ok')).listen(${port}, '127.0.0.1'); console.log('here')`;

  it('is ready when it answers, and writes its output to its log', async () => {
    const port = await freePort('127.0.0.1');
    const worker = supervise(server(port), `http://127.0.0.1:${port}/`);
    await worker.start();
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    expect(readFileSync(worker.logFile, 'utf8')).toBe('here\n');
  });

  it('comes back after a failure, and says so', async () => {
    const worker = supervise('setInterval(() => {}, 1000)');
    await worker.start();
    const first = worker.pid;
    process.kill(first ?? 0, 'SIGKILL');
    await once(events, 'start');
    expect(worker.pid).toBeTypeOf('number');
    expect(worker.pid).not.toBe(first);
    expect(lines).toEqual([
      expect.stringMatching(
        /^worker was ended by SIGKILL; starting it again in 0\.5 s \(log: .*worker\.log\)$/,
      ),
    ]);
  });

  it('stays ended when somebody ended it in an orderly way', async () => {
    const worker = supervise('setInterval(() => {}, 1000)');
    await worker.start();
    process.kill(worker.pid ?? 0, 'SIGTERM');
    await once(events, 'line');
    expect(worker.pid).toBeUndefined();
    expect(lines).toEqual(['worker was ended; it is not started again']);
  });

  it('tells the end of its log when it does not get ready', async () => {
    const worker = supervise("console.log('no such budget'); process.exit(3)", 'http://127.0.0.1:9/');
    await expect(worker.start()).rejects.toThrow(
      /worker ended with code 3; the end of .*worker\.log:\nno such budget/,
    );
    expect(lines).toEqual([]);
  });

  it('says which program cannot be started', async () => {
    const worker = new SupervisedProcess(
      { name: 'absent', kind: 'server', program: join(folder, 'absent'), args: [], cwd: folder, env: {} },
      folder,
      { print: () => undefined, onStart: () => undefined },
    );
    await expect(worker.start()).rejects.toThrow(/absent .*ENOENT/);
    await worker.stop(1_000);
  });

  it('is killed when it does not end within the grace', async () => {
    const port = await freePort('127.0.0.1');
    const worker = supervise(`process.on('SIGTERM', () => {}); ${server(port)}`, `http://127.0.0.1:${port}/`);
    await worker.start();
    const identity = identifyProcess(worker.pid ?? 0);
    await worker.stop(100);
    expect(stillRuns(identity)).toBe(false);
    expect(lines).toEqual(['worker did not end within 0.1 s of SIGTERM and is killed']);
  });
});
