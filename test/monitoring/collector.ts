import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProgram, type RunningProgram } from './child-program.ts';
import { freePort } from './free-port.ts';

const PROGRAM = fileURLToPath(new URL('../../collector/bin/outlay.mjs', import.meta.url));

export interface CollectorAddress {
  readonly otlpPort: number;
  readonly port: number;
}

/** Addresses that stay the same when a collector is started again. */
export async function collectorAddress(): Promise<CollectorAddress> {
  return { otlpPort: await freePort(), port: await freePort() };
}

export interface CollectorToStart {
  readonly address: CollectorAddress;
  readonly budgetsFile: string;
  /** Keeps the ledger. */
  readonly folder: string;
}

/** Starts the built collector. New series stay at 0 for two of the seconds at which the tests' Prometheus scrapes. */
export function startCollector({ address, budgetsFile, folder }: CollectorToStart): Promise<RunningProgram> {
  return startProgram({
    program: process.execPath,
    args: [
      ...[PROGRAM, 'collector', '--config', budgetsFile, '--data', join(folder, 'ledger')],
      ...['--otlp-port', String(address.otlpPort), '--port', String(address.port), '--exposition-hold', '2s'],
    ],
    readyUrl: `http://127.0.0.1:${address.port}/-/ready`,
  });
}
