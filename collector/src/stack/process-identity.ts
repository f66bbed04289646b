import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that is not mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time: in the kernel's ticks on Linux, as ps writes it elsewhere; null where there is neither. */
  readonly start: string | null;
}

export function identifyProcess(pid: number): ProcessIdentity {
  return { pid, start: startOf(pid) };
}

/** With a start time that is null this is true of any process with the number. */
export function stillRuns({ pid, start }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startOf(pid) === start;
}

/** A process that has ended and waits for its parent to notice (state Z) does not count as running. */
function startOf(pid: number): string | null {
  return process.platform === 'linux' ? startInProc(pid) : startByPs(pid);
}

/** The 22nd field of /proc/PID/stat (proc_pid_stat(5)); the second is a name in parentheses that may hold spaces. */
function startInProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** What ps tells on every Unix, to the second: `Ss   Sun Nov 22 02:40:00 2026`. */
export function startByPs(pid: number): string | null {
  try {
    const line = execFileSync('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      // The same words whatever language and zone the next start runs in.
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    });
    const [, state = '', start = ''] = /^\s*(\S+)\s+(.*\S)\s*$/.exec(line) ?? [];
    return state.startsWith('Z') ? 'ended' : start || null;
  } catch {
    return null;
  }
}
