import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CollectorAddress } from '../../monitoring/collector.ts';
import { waitUntil } from '../../monitoring/wait-until.ts';

const PROGRAM = fileURLToPath(new URL('../../../collector/bin/outlay.mjs', import.meta.url));
/** With a file size limit, writes beyond it fail instead of ending the process with SIGXFSZ. */
const LIMITED = 'trap "" XFSZ; ulimit -f "$0"; exec "$@"';
const BLOCK_BYTES = 512;

export interface CollectorSetting {
  readonly address: CollectorAddress;
  /** Holds the ledger and the budgets file. */
  readonly folder: string;
  /** More options of `outlay collector`. */
  readonly options?: readonly string[];
}

/** The built collector in a process of its own, and what became of it. */
export class CollectorProcess {
  readonly #child: ChildProcess;
  readonly #url: string;
  #printed = '';

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.#url = url;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#printed = (this.#printed + text).slice(-6000);
      });
    }
  }

  /** Starts it and waits until it is ready. `fileBytes` limits how large its files can get. */
  static async start(setting: CollectorSetting, fileBytes?: number): Promise<CollectorProcess> {
    const { address, folder, options = [] } = setting;
    const run = [
      ...[process.execPath, PROGRAM, 'collector', '--config', join(folder, 'budgets.yaml')],
      ...['--data', join(folder, 'ledger'), '--exposition-hold', '1s'],
      ...['--otlp-port', String(address.otlpPort), '--port', String(address.port)],
      ...options,
    ];
    const [program, ...args] =
      fileBytes === undefined
        ? run
        : ['sh', '-c', LIMITED, String(Math.ceil(fileBytes / BLOCK_BYTES)), ...run];
    if (program === undefined) throw new Error('there is no program to start');
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const started = new CollectorProcess(child, `http://127.0.0.1:${address.port}`);
    if (fileBytes === undefined) await started.#ready();
    else await started.#healthy();
    return started;
  }

  get pid(): number {
    return this.#child.pid ?? Number.NaN;
  }

  /** @throws Error when it has ended though nobody ended it */
  expectAlive(): void {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) return;
    throw new Error(`the collector ended by itself (${exitCode ?? signalCode}):\n${this.#printed}`);
  }

  async stop(signal: NodeJS.Signals): Promise<void> {
    this.expectAlive();
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }

  async get(path: string): Promise<string> {
    return (await fetch(this.#url + path)).text();
  }

  #ready = () => this.#answers('/-/ready');
  #healthy = () => this.#answers('/-/healthy');

  async #answers(path: string): Promise<void> {
    await waitUntil(
      () => {
        this.expectAlive();
        return fetch(this.#url + path).then(
          ({ ok }) => ok,
          () => false,
        );
      },
      { what: `the collector's ${path}`, instead: () => this.#printed },
    );
  }
}
