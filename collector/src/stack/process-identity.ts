import { readFileSync } from 'node:fs';

/** A process that is not mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in the kernel's ticks; null where the system does not tell (anything but Linux). */
  readonly start: string | null;
}

export function identifyProcess(pid: number): ProcessIdentity {
  return { pid, start: startOf(pid) };
}

export function stillRuns({ pid, start }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startOf(pid) === start;
}

/**
 * The 22nd field of /proc/PID/stat (proc_pid_stat(5)); the second is a name in parentheses that may hold spaces. A process
 * that has ended and waits for its parent to notice (state Z) does not count as running.
 */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? null);
  } catch {
    return null;
  }
}
