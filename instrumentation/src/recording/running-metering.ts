import type { RecordedUsage } from '../call/recorded-usage.ts';

const RUNNING = Symbol.for('outlay.metering.running');

/** What meters this process, as far as an application may reach it. */
export interface RunningMetering {
  recordUsage(recorded: RecordedUsage): void;
}

interface Holder {
  [RUNNING]?: RunningMetering | undefined;
}

/** The metering of this process, over all copies of the package: the hook and an application may load different ones. */
export function runningMetering(): RunningMetering | undefined {
  return (globalThis as Holder)[RUNNING];
}

export function announceMetering(metering: RunningMetering): void {
  (globalThis as Holder)[RUNNING] = metering;
}

export function withdrawMetering(metering: RunningMetering): void {
  const holder = globalThis as Holder;
  if (holder[RUNNING] === metering) holder[RUNNING] = undefined;
}
