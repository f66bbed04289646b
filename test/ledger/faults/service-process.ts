import { setTimeout as sleep } from 'node:timers/promises';
import type { Counted } from './counted.ts';
import { HandmadeService } from './handmade-service.ts';
import { SdkService } from './sdk-service.ts';

// One service in a process of its own: works until it is told to finish, then tells what it has counted.

const CALLS_PER_EXPORT = 6;
const PAUSE_MS = 15;

interface Service {
  work(calls: number): Promise<void>;
  finish(): Promise<Counted>;
}

const [kind, url = '', index = '0'] = process.argv.slice(2);
const number = Number(index);

function createService(): Service {
  switch (kind) {
    case 'sdk-json':
      return new SdkService(url, number, 'json');
    case 'sdk-protobuf':
      return new SdkService(url, number, 'protobuf');
    case 'handmade-cumulative':
      return new HandmadeService(url, number, 'cumulative');
    case 'handmade-delta':
      return new HandmadeService(url, number, 'delta');
    default:
      throw new Error(`no such kind of service: ${kind}`);
  }
}

let isOver = false;
process.once('message', () => (isOver = true));
process.once('disconnect', () => process.exit());

const service = createService();
while (!isOver) {
  await service.work(CALLS_PER_EXPORT);
  await sleep(PAUSE_MS);
}
const { nanoUsd, requests, tokens } = await service.finish();
process.send?.([nanoUsd, requests, tokens].map(String), () => process.exit());
