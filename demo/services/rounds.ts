import { setTimeout as sleep } from 'node:timers/promises';

/** One thing a demo service does now and then. */
export interface Job {
  readonly name: string;
  /** How often compared with the others. */
  readonly weight: number;
  run(): Promise<unknown>;
}

/**
 * Does jobs one after another, several rounds side by side, until SIGTERM or SIGINT; what is under way is
 * finished first. A job that fails is told in one line: providers do fail.
 */
export async function doRounds(
  jobs: readonly Job[],
  { sideBySide, pauseMs }: { sideBySide: number; pauseMs: number },
) {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  const total = jobs.reduce((sum, job) => sum + job.weight, 0);

  const round = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const job = pick(jobs, Math.random() * total);
      await job?.run().catch((error: unknown) => console.log(`${job.name} failed: ${messageOf(error)}`));
      await sleep(pauseMs * (0.5 + Math.random()), undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, round));
}

function pick(jobs: readonly Job[], point: number): Job | undefined {
  let passed = 0;
  return jobs.find((job) => (passed += job.weight) > point) ?? jobs[0];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error);
}
