import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Counted } from './counted.ts';

const PROGRAM = fileURLToPath(new URL('service-process.ts', import.meta.url));

export type ServiceKind = 'sdk-json' | 'sdk-protobuf' | 'handmade-cumulative' | 'handmade-delta';

/** A service that works in a process of its own. */
export class RunningService {
  readonly kind: ServiceKind;
  readonly #child: ChildProcess;
  readonly #counted: Promise<Counted>;
  #printed = '';

  constructor(kind: ServiceKind, otlpUrl: string, index: number) {
    this.kind = kind;
    this.#child = fork(PROGRAM, [kind, otlpUrl, String(index)], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#printed = (this.#printed + text).slice(-4000);
    });
    this.#counted = new Promise((resolve, reject) => {
      this.#child.once('message', ([nanoUsd, requests, tokens]: [string, string, string]) =>
        resolve({ nanoUsd: BigInt(nanoUsd), requests: BigInt(requests), tokens: BigInt(tokens) }),
      );
      this.#child.once('exit', (code) => reject(new Error(`${kind} ended with ${code}:\n${this.#printed}`)));
    });
    // Awaited when it is told to finish; until then its end is no unhandled rejection.
    this.#counted.catch(() => undefined);
  }

  /** Lets it send what is left, and asks what it has counted. The collector has to be up for that. */
  finish(): Promise<Counted> {
    this.#child.send('finish');
    return this.#counted;
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}
