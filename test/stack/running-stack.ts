import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVERS } from '../../collector/src/stack/stack-settings.ts';
import { stillRuns } from '../../collector/src/stack/process-identity.ts';
import type { ProcessRecord, RecordedProcess } from '../../collector/src/stack/process-record.ts';
import { prometheusTools } from '../../setup/tools.mjs';
import { waitUntil } from '../monitoring/wait-until.ts';

const OUTLAY = fileURLToPath(new URL('../../collector/bin/outlay.mjs', import.meta.url));

/** Any free port for each server. */
export const ANY_PORTS = Object.values(SERVERS).flatMap(({ option }) => [option, '0']);

/** `outlay up` as a process of its own, in a process group of its own, as a terminal would start it. */
export class RunningStack {
  readonly dataFolder: string;
  readonly #up: ChildProcess;
  readonly #exit: Promise<unknown>;
  #output = '';

  private constructor(up: ChildProcess, dataFolder: string) {
    this.#up = up;
    this.#exit = once(up, 'exit');
    this.dataFolder = dataFolder;
    for (const stream of [up.stdout, up.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    }
  }

  static async launch(options: readonly string[], dataFolder: string): Promise<RunningStack> {
    const { prometheus, alertmanager } = await prometheusTools();
    const PATH = [dirname(prometheus), dirname(alertmanager), process.env['PATH']].join(delimiter);
    const args = [OUTLAY, 'up', '--data', dataFolder, ...options];
    const up = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH },
      detached: true,
    });
    return new RunningStack(up, dataFolder);
  }

  /** What it printed so far, on either stream. */
  get output(): string {
    return this.#output;
  }

  get record(): ProcessRecord {
    return JSON.parse(readFileSync(join(this.dataFolder, 'processes.json'), 'utf8')) as ProcessRecord;
  }

  get hasRecord(): boolean {
    return existsSync(join(this.dataFolder, 'processes.json'));
  }

  process(name: string): RecordedProcess | undefined {
    return this.record.processes.find((recorded) => recorded.name === name);
  }

  url(server: string): string {
    const url = this.record.urls[server];
    if (!url) throw new Error(`the stack has no server ${server}`);
    return url;
  }

  async untilUp(): Promise<void> {
    await waitUntil(() => this.#output.includes('Ctrl-C stops everything') || this.#hasEnded(), {
      what: 'the stack to be up',
      seconds: 90,
      instead: () => this.#output,
    });
    if (this.#hasEnded()) throw new Error(`the stack ended instead of starting:\n${this.#output}`);
  }

  /** Signals its process group, as Ctrl-C in a terminal does. */
  interrupt(signal: NodeJS.Signals = 'SIGINT'): void {
    if (this.#up.pid !== undefined && !this.#hasEnded()) process.kill(-this.#up.pid, signal);
  }

  /** @returns its exit code, null when a signal ended it */
  async ended(): Promise<number | null> {
    if (!this.#hasEnded()) await this.#exit;
    return this.#up.exitCode;
  }

  /** For the end of a test that failed half-way: nothing may stay behind. */
  async cleanUp(): Promise<void> {
    const left = this.hasRecord ? this.record.processes : [];
    this.interrupt();
    await this.ended();
    for (const process_ of left.filter(stillRuns)) process.kill(process_.pid, 'SIGKILL');
  }

  #hasEnded(): boolean {
    return this.#up.exitCode !== null || this.#up.signalCode !== null;
  }
}
