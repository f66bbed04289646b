import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stillRuns } from '../../collector/src/stack/process-identity.ts';
import { waitUntil } from '../monitoring/wait-until.ts';
import { ANY_PORTS, RunningStack } from './running-stack.ts';

describe('outlay up', () => {
  let folder = '';
  let launched: RunningStack[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'up-'));
    launched = [];
  });
  afterEach(async () => {
    for (const stack of launched) await stack.cleanUp();
    rmSync(folder, { recursive: true });
  });

  async function launch(...options: string[]): Promise<RunningStack> {
    const stack = await RunningStack.launch(options, folder);
    launched.push(stack);
    return stack;
  }

  it('tells its options and their defaults', async () => {
    const stack = await launch('--help');
    expect(await stack.ended()).toBe(0);
    for (const option of [
      ...['--no-demo', '--budgets <file>', '--data <folder>', '--host <address>'],
      ...[
        '--otlp-port',
        '--collector-port',
        '--prometheus-port',
        '--alertmanager-port',
        '--sink-port',
        '--preview-port',
      ],
      ...['4318', '9464', '9090', '9093', '9095', '3000', '127.0.0.1', 'outlay-data'],
    ]) {
      expect(stack.output).toContain(option);
    }
  });

  it('names a taken port with the option that moves it, and starts nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const stack = await launch(...ANY_PORTS, '--prometheus-port', String(port));
    expect(await stack.ended()).toBe(1);
    expect(stack.output).toContain(
      `port ${port} is taken (Prometheus); choose another with --prometheus-port`,
    );
    expect(stack.hasRecord).toBe(false);
    server.close();
  });

  it('refuses a budgets file that is not there or has a mistake, before it starts anything', async () => {
    const missing = await launch(...ANY_PORTS, '--budgets', join(folder, 'absent.yaml'));
    expect(await missing.ended()).toBe(1);
    expect(missing.output).toMatch(/absent\.yaml does not exist: name a budgets file with --budgets/);
    const mistaken = join(folder, 'budgets.yaml');
    writeFileSync(mistaken, 'budgets:\n  - name: openai\n    limit: 4\n    treshold: { warning: 0.5 }\n');
    const refused = await launch(...ANY_PORTS, '--budgets', mistaken);
    expect(await refused.ended()).toBe(1);
    expect(refused.output).toContain('treshold');
    expect(refused.hasRecord).toBe(false);
  });

  it('starts everything, and leaves no process behind after Ctrl-C', async () => {
    const stack = await launch(...ANY_PORTS, '--no-demo');
    await stack.untilUp();
    const { processes } = stack.record;
    expect(processes.map(({ name }) => name).sort()).toEqual([
      'alertmanager',
      'collector',
      'preview',
      'prometheus',
      'sink',
    ]);
    for (const path of [
      `${stack.url('collector')}/-/ready`,
      `${stack.url('prometheus')}/-/ready`,
      `${stack.url('alertmanager')}/-/ready`,
      `${stack.url('sink')}/pages`,
      stack.url('preview'),
    ]) {
      expect((await fetch(path)).status, path).toBe(200);
    }
    stack.interrupt();
    expect(await stack.ended()).toBe(0);
    expect(processes.filter(stillRuns)).toEqual([]);
    expect(stack.hasRecord).toBe(false);
  });

  it('does not start twice in one folder, and ends what was left when it was killed', async () => {
    const killed = await launch(...ANY_PORTS, '--no-demo');
    await killed.untilUp();
    const second = await launch(...ANY_PORTS, '--no-demo');
    expect(await second.ended()).toBe(1);
    expect(second.output).toMatch(/a stack runs in this folder already \(process \d+\).*--data/);

    const { processes } = killed.record;
    killed.interrupt('SIGKILL');
    await killed.ended();
    expect(processes.filter(stillRuns)).toEqual(processes);
    const third = await launch(...ANY_PORTS, '--no-demo');
    await third.untilUp();
    expect(processes.filter(stillRuns)).toEqual([]);
    expect(third.output).toContain('ending collector (process ');
    third.interrupt('SIGTERM');
    expect(await third.ended()).toBe(0);
  });

  it('starts once when it is started twice at the same moment', async () => {
    const both = await Promise.all([launch(...ANY_PORTS, '--no-demo'), launch(...ANY_PORTS, '--no-demo')]);
    const refused = await Promise.race(
      both.map(async (stack) => {
        await stack.ended();
        return stack;
      }),
    );
    expect(await refused.ended()).toBe(1);
    expect(refused.output).toMatch(/in this folder.*--data/);
    const running = both.find((stack) => stack !== refused);
    await running?.untilUp();
    expect(running?.record.processes).toHaveLength(5);
    running?.interrupt();
    expect(await running?.ended()).toBe(0);
    expect(running?.hasRecord).toBe(false);
  });

  it('stops while it still starts, too', async () => {
    const stack = await launch(...ANY_PORTS, '--no-demo');
    const processes = await waitUntil(
      () => stack.output.includes('Starting') && stack.record.processes.length > 0 && stack.record.processes,
      { what: 'a first process', instead: () => stack.output },
    );
    stack.interrupt();
    expect(await stack.ended()).toBe(0);
    expect(processes.filter(stillRuns)).toEqual([]);
    expect(stack.output).toContain('Everything has ended.');
  });
});
