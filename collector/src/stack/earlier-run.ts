import { setTimeout as sleep } from 'node:timers/promises';
import { OutlayError } from '../error.ts';
import { identifyProcess, stillRuns } from './process-identity.ts';
import {
  createProcessRecord,
  readProcessRecord,
  removeProcessRecord,
  removeTornRecord,
  type RecordedProcess,
} from './process-record.ts';

/** How long an earlier run's process gets after SIGTERM. */
const GRACE_MS = 10_000;

/**
 * Takes the run folder for this process, by a record of it that no other start can write, too. What an earlier run left
 * running when it was killed is ended.
 *
 * @throws OutlayError when a stack runs there, or starts at the same moment
 */
export async function claimRunFolder(processesFile: string, print: (line: string) => void): Promise<void> {
  await endEarlierRun(processesFile, print);
  const record = { supervisor: identifyProcess(process.pid), urls: {}, standIns: {}, processes: [] };
  if (createProcessRecord(processesFile, record)) return;
  throw new OutlayError(
    `another stack starts in this folder at the same moment (${processesFile}): wait until it is up, or choose ` +
      'another folder with --data',
  );
}

/**
 * Makes sure that no other stack uses the run folder. What an earlier one left running when it was killed is ended:
 * the record knows each process by number and start time, so nothing else can be hit.
 *
 * @throws OutlayError when a stack runs there
 */
export async function endEarlierRun(processesFile: string, print: (line: string) => void): Promise<void> {
  removeTornRecord(processesFile);
  const record = readProcessRecord(processesFile);
  if (!record) return;
  if (stillRuns(record.supervisor)) {
    const { pid, start } = record.supervisor;
    // Without a start time another program may have got the number since.
    const ifNot = start === null ? ` If process ${pid} is something else, delete ${processesFile}.` : '';
    throw new OutlayError(
      `a stack runs in this folder already (process ${pid}): stop it with Ctrl-C in its terminal or "kill ${pid}", ` +
        `or choose another folder with --data.${ifNot}`,
    );
  }
  await Promise.all(record.processes.filter(stillRuns).map((left) => endProcess(left, print)));
  // Only the record that was read: another start may have been faster and have written its own.
  removeProcessRecord(processesFile, record.supervisor);
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
