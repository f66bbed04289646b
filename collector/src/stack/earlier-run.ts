import { setTimeout as sleep } from 'node:timers/promises';
import { OutlayError } from '../error.ts';
import { stillRuns } from './process-identity.ts';
import { readProcessRecord, removeProcessRecord, type RecordedProcess } from './process-record.ts';

/** How long an earlier run's process gets after SIGTERM. */
const GRACE_MS = 10_000;

/**
 * Makes sure that no other stack uses the run folder. What an earlier one left running when it was killed is ended:
 * the record knows each process by number and start time, so nothing else can be hit.
 *
 * @throws OutlayError when a stack runs there
 */
export async function endEarlierRun(processesFile: string, print: (line: string) => void): Promise<void> {
  const record = readProcessRecord(processesFile);
  if (!record) return;
  if (stillRuns(record.supervisor)) {
    const { pid } = record.supervisor;
    throw new OutlayError(
      `a stack runs in this folder already (process ${pid}): stop it with Ctrl-C in its terminal or "kill ${pid}", ` +
        'or choose another folder with --data',
    );
  }
  await Promise.all(record.processes.filter(stillRuns).map((left) => endProcess(left, print)));
  removeProcessRecord(processesFile);
}

async function endProcess(left: RecordedProcess, print: (line: string) => void): Promise<void> {
  const { name, pid, start } = left;
  if (start === null) {
    throw new OutlayError(`an earlier run left ${name} running (process ${pid}): end it with "kill ${pid}"`);
  }
  print(`ending ${name} (process ${pid}), left by a run that was killed`);
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + GRACE_MS;
  while (stillRuns(left) && Date.now() < deadline) await sleep(50);
  if (stillRuns(left)) process.kill(pid, 'SIGKILL');
}
