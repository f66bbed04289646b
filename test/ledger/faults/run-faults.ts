import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CollectorAddress, collectorAddress } from '../../monitoring/collector.ts';
import { acceptsDelta } from './accepts-delta.ts';
import { CollectorProcess } from './collector-process.ts';
import { type Counted, NOTHING, addCounted, countedFromUsage } from './counted.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import { RunningService, type ServiceKind } from './running-service.ts';
import { SmallDisk } from './small-disk.ts';

export interface FaultOutcome {
  readonly counted: Counted;
  readonly ledger: Counted;
  /** The ledger after one more kill and start. */
  readonly ledgerAfterwards: Counted;
  readonly kills: number;
  readonly cuts: number;
  readonly fullDisks: number;
  readonly serviceRestarts: number;
  readonly kinds: readonly ServiceKind[];
}

/** A disk fills in one of so many rounds, and a service ends and starts anew in one of so many. */
const ROUNDS_PER_FULL_DISK = 3;
const ROUNDS_PER_SERVICE_RESTART = 4;

/** Runs the faults over a collector and its senders, and tells what both sides have in the end. */
export async function runFaults(kills: number, tell: (line: string) => void): Promise<FaultOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'outlay-faults-'));
  const disk = SmallDisk.mount(join(folder, 'disk'));
  if (disk === undefined) tell('nothing can be mounted here: a limit of file size stands in for a full disk');
  try {
    return await new FaultRun(disk?.folder ?? folder, disk, await collectorAddress()).run(kills, tell);
  } finally {
    disk?.unmount();
    rmSync(folder, { recursive: true });
  }
}

class FaultRun {
  readonly #folder: string;
  readonly #disk: SmallDisk | undefined;
  readonly #address: CollectorAddress;
  #fullDisks = 0;

  constructor(folder: string, disk: SmallDisk | undefined, address: CollectorAddress) {
    this.#folder = folder;
    this.#disk = disk;
    this.#address = address;
  }

  async run(kills: number, tell: (line: string) => void): Promise<FaultOutcome> {
    writeFileSync(join(this.#folder, 'budgets.yaml'), 'budgets: []\n');
    let collector = await this.#start();
    const proxy = await CuttingProxy.start(this.#address.otlpPort);
    const url = `http://127.0.0.1:${proxy.port}/v1/metrics`;
    const kinds: ServiceKind[] = ['sdk-json', 'sdk-protobuf', 'handmade-cumulative'];
    if (await acceptsDelta(this.#address.otlpPort)) kinds.push('handmade-delta');
    else tell('this collector takes no delta temporality: cumulative senders alone');
    const services = kinds.map((kind, i) => new RunningService(kind, url, i));
    const retired: Promise<Counted>[] = [];
    try {
      for (let kill = 1; kill <= kills; kill += 1) {
        await sleep(100 + Math.random() * 500);
        if (kill % ROUNDS_PER_SERVICE_RESTART === 1) {
          const i = Math.floor(Math.random() * services.length);
          const [old, kind] = [services[i], kinds[i]];
          if (old && kind) {
            retired.push(old.finish());
            services[i] = new RunningService(kind, url, retired.length + kinds.length);
          }
        }
        if (kill % ROUNDS_PER_FULL_DISK === 0) collector = await this.#fillDisk(collector);
        await collector.stop('SIGKILL');
        this.#disk?.free();
        collector = await this.#start();
        if (kill % 10 === 0)
          tell(`${kill} kills, ${proxy.cuts} connections cut, ${this.#fullDisks} full disks`);
      }
      proxy.isCutting = false;
      const finished = await Promise.all([...retired, ...services.map((service) => service.finish())]);
      const ledger = countedFromUsage(await collector.get('/api/v1/usage'));
      await collector.stop('SIGKILL');
      collector = await this.#start();
      return {
        counted: finished.reduce(addCounted, NOTHING),
        ledger,
        ledgerAfterwards: countedFromUsage(await collector.get('/api/v1/usage')),
        ...{ kills, kinds, cuts: proxy.cuts, fullDisks: this.#fullDisks, serviceRestarts: retired.length },
      };
    } finally {
      for (const service of services) service.stop();
      await proxy.stop();
      await collector.stop('SIGKILL');
    }
  }

  #start(fileBytes?: number): Promise<CollectorProcess> {
    return CollectorProcess.start({ address: this.#address, folder: this.#folder }, fileBytes);
  }

  /** Lets the collector run on a full disk for a while; it may be killed there, or find room again. */
  async #fillDisk(running: CollectorProcess): Promise<CollectorProcess> {
    this.#fullDisks += 1;
    let collector = running;
    if (this.#disk) this.#disk.fill();
    else {
      await collector.stop('SIGKILL');
      collector = await this.#start(statSync(join(this.#folder, 'ledger', 'ledger.db')).size);
    }
    await sleep(200 + Math.random() * 600);
    collector.expectAlive();
    if (this.#disk && Math.random() < 0.5) {
      this.#disk.free();
      await sleep(Math.random() * 500);
    }
    return collector;
  }
}
