import { readFileSync } from 'node:fs';

/** Linux counts CPU time for user space in hundredths of a second, whatever the kernel's own tick is (proc(5), `USER_HZ`). */
const TICKS_PER_SECOND = 100;

/**
 * CPU time of a process, user and system, of all its threads, ended ones too.
 *
 * @returns {number | undefined} in seconds; undefined when the process is gone
 */
export function readCpuSeconds(pid) {
  const stat = readProcFile(pid, 'stat');
  if (stat === undefined) return undefined;
  // The name, in parentheses, may hold spaces; utime and stime are the 12th and 13th field behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** @returns {{ rssMb: number, peakMb: number }} resident memory now, and the most there ever was, in MB */
export function readMemory(pid) {
  const status = readProcFile(pid, 'status') ?? '';
  const kib = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN);
  return { rssMb: (kib('VmRSS') * 1024) / 1e6, peakMb: (kib('VmHWM') * 1024) / 1e6 };
}

function readProcFile(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}
