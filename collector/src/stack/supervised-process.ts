import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { OutlayError } from '../error.ts';
import { Backoff } from './backoff.ts';
import { logTail } from './log-tail.ts';
import type { ProcessPlan } from './process-plan.ts';
import { untilReady } from './readiness.ts';

const READY_WITHIN_MS = 60_000;

export interface SupervisionEvents {
  readonly print: (line: string) => void;
  /** The process was started, or started again: its number has changed. */
  readonly onStart: () => void;
}

/**
 * One process of the stack. It is started again when it ends by a failure; one that somebody ended in an orderly way
 * (code 0 or SIGTERM) stays ended.
 */
export class SupervisedProcess {
  readonly plan: ProcessPlan;
  readonly logFile: string;
  readonly #events: SupervisionEvents;
  readonly #backoff = new Backoff();
  #child: ChildProcess | undefined;
  #restart: NodeJS.Timeout | undefined;
  #isUp = false;
  #stopping = false;

  constructor(plan: ProcessPlan, logFolder: string, events: SupervisionEvents) {
    this.plan = plan;
    this.logFile = join(logFolder, `${plan.name}.log`);
    this.#events = events;
    mkdirSync(logFolder, { recursive: true });
  }

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    return this.#isRunning() ? this.#child?.pid : undefined;
  }

  /**
   * Starts the process and waits until it is ready.
   *
   * @throws OutlayError with the end of its log when it ends before or does not get ready
   */
  async start(): Promise<void> {
    if (this.#stopping) throw new OutlayError(`${this.plan.name} was stopped before it started`);
    const child = this.#spawn('w');
    const ended = new AbortController();
    child.once('exit', (code, signal) => ended.abort(new Error(howItEnded(code, signal))));
    child.once('error', (error) => ended.abort(error));
    const { readyUrl, name } = this.plan;
    try {
      if (readyUrl === undefined) await once(child, 'spawn');
      else await untilReady(readyUrl, AbortSignal.any([ended.signal, AbortSignal.timeout(READY_WITHIN_MS)]));
    } catch (error) {
      const what = ended.signal.aborted
        ? messageOf(ended.signal.reason)
        : `is not ready after ${READY_WITHIN_MS / 1000} s`;
      const tail = logTail(this.logFile);
      throw new OutlayError(
        `${name} ${what}${tail ? `; the end of ${this.logFile}:\n${tail}` : ` (log: ${this.logFile})`}`,
        {
          cause: error,
        },
      );
    }
    this.#isUp = true;
  }

  /** Ends the process: SIGTERM, then SIGKILL when it has not ended within the grace. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (!child || !this.#isRunning()) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    const kill = setTimeout(() => {
      this.#events.print(`${this.plan.name} did not end within ${graceMs / 1000} s of SIGTERM and is killed`);
      child.kill('SIGKILL');
    }, graceMs);
    await exit;
    clearTimeout(kill);
  }

  /** For the moment before the supervisor itself ends unexpectedly: asks the process to end, waits for nothing. */
  abandon(): void {
    this.#stopping = true;
    if (this.#isRunning()) this.#child?.kill('SIGTERM');
  }

  #spawn(logMode: 'a' | 'w'): ChildProcess {
    const { program, args, cwd, env, name } = this.plan;
    const log = openSync(this.logFile, logMode);
    const startedAt = Date.now();
    // A group of its own: Ctrl-C in the terminal reaches the supervisor alone, which ends its processes in order.
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    child.once('exit', (code, signal) => this.#onExit(code, signal, Date.now() - startedAt));
    child.on('error', (error) => {
      if (this.#isUp) this.#events.print(`${name} cannot be started: ${error.message}`);
    });
    this.#child = child;
    this.#events.onStart();
    return child;
  }

  #onExit(code: number | null, signal: NodeJS.Signals | null, ranForMs: number): void {
    if (this.#stopping || !this.#isUp) return;
    const { name } = this.plan;
    if (code === 0 || signal === 'SIGTERM') {
      this.#events.print(`${name} was ended; it is not started again`);
      return;
    }
    const delayMs = this.#backoff.delayMs(ranForMs);
    this.#events.print(
      `${name} ${howItEnded(code, signal)}; starting it again in ${delayMs / 1000} s (log: ${this.logFile})`,
    );
    this.#restart = setTimeout(() => this.#spawn('a'), delayMs);
  }

  #isRunning(): boolean {
    const child = this.#child;
    return child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
  }
}

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ? `was ended by ${signal}` : `ended with code ${code}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
