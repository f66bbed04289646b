import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/**
 * Waits until a URL answers with a 2xx status.
 *
 * @throws the signal's reason when it is aborted first
 */
export async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  while (!(await answers(url, signal))) await sleep(POLL_MS, undefined, { signal });
}

async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal });
    await response.body?.cancel();
    return response.ok;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
