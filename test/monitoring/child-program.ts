import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { waitUntil } from './wait-until.ts';

export interface ProgramToStart {
  readonly program: string;
  readonly args: readonly string[];
  /** Answers 200 as soon as the program is ready. */
  readonly readyUrl: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface RunningProgram {
  /** Sends SIGTERM (or the signal given) and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Starts a program and waits until it is ready.
 *
 * @throws Error with the end of what the program printed, when it ends or is not ready within 30 seconds
 */
export async function startProgram({
  program,
  args,
  readyUrl,
  environment = {},
}: ProgramToStart): Promise<RunningProgram> {
  const child = spawn(program, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const take = (text: string) => (printed = (printed + text).slice(-4000));
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  const exit = once(child, 'exit');
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (ended()) return;
    child.kill(signal);
    await exit;
  };

  try {
    await waitUntil(
      async () => {
        if (ended())
          throw new Error(`${program} ended with ${child.exitCode ?? child.signalCode}:\n${printed}`);
        return fetch(readyUrl).then(
          (response) => response.ok,
          () => false,
        );
      },
      { what: `${readyUrl} to answer 200`, instead: () => printed },
    );
  } catch (error) {
    await stop('SIGKILL');
    throw error;
  }
  return { stop };
}
