import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type StandInPorts, demoPlans } from './demo-plans.ts';
import { freePort } from './free-ports.ts';
import { identifyProcess } from './process-identity.ts';
import type { ProcessPlan } from './process-plan.ts';
import { writeProcessRecord } from './process-record.ts';
import { renderConfigurationFolder } from './rendered-configuration.ts';
import { runFolder, type RunFolder } from './run-folder.ts';
import { serverPlans } from './server-plans.ts';
import { SERVER_NAMES, reachableHost, urlOf, type StackSettings } from './stack-settings.ts';
import { SupervisedProcess } from './supervised-process.ts';

/** Services finish the calls that are under way and send their last export. */
const SERVICE_GRACE_MS = 15_000;
const SERVER_GRACE_MS = 10_000;

/** Everything that `outlay up` runs, in a run folder that this process has claimed. */
export class Stack {
  readonly #settings: StackSettings;
  readonly #folder: RunFolder;
  readonly #print: (line: string) => void;
  #processes: readonly SupervisedProcess[] = [];
  #standIns: Readonly<Record<string, string>> = {};
  #stopped = false;

  constructor(settings: StackSettings, print: (line: string) => void) {
    this.#settings = settings;
    this.#folder = runFolder(settings.dataFolder);
    this.#print = print;
  }

  /**
   * Starts the servers side by side and, when all are ready, the demo's services. What was started keeps running when
   * one fails: call `stop`.
   *
   * @throws OutlayError that says which process failed, with the end of its log
   */
  async start(): Promise<void> {
    for (const path of [this.#folder.root, this.#folder.ledger]) mkdirSync(path, { recursive: true });
    const plans = await this.#plans();
    if (this.#stopped) return;
    this.#processes = plans.map(
      (plan) =>
        new SupervisedProcess(plan, this.#folder.logs, { print: this.#print, onStart: () => this.#record() }),
    );
    await this.#startAll('server');
    if (!this.#stopped) await this.#startAll('service');
  }

  /** Ends the services first, so that their last exports find the collector, then the rest. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#stopAll('service', SERVICE_GRACE_MS);
    await this.#stopAll('server', SERVER_GRACE_MS);
  }

  /** Asks everything to end without waiting, for a supervisor that is about to end itself. */
  abandon(): void {
    for (const process of this.#processes) process.abandon();
  }

  async #plans(): Promise<ProcessPlan[]> {
    const settings = this.#settings;
    const addresses = Object.fromEntries(
      SERVER_NAMES.map((name) => [name, `${reachableHost(settings.host)}:${settings.ports[name]}`]),
    );
    const render = (path: string, name: string): Promise<string> =>
      renderConfigurationFolder(
        join(settings.checkout, path),
        join(this.#folder.configuration, name),
        addresses,
      );
    const servers = serverPlans(settings, this.#folder, {
      prometheus: await render('alerts/prometheus/prometheus.yml', 'prometheus'),
      alertmanager: await render('alerts/alertmanager/alertmanager.yml', 'alertmanager'),
    });
    if (!settings.demo) return servers;
    const ports: StandInPorts = {
      openai: await freePort(settings.host),
      anthropic: await freePort(settings.host),
      resend: await freePort(settings.host),
    };
    this.#standIns = Object.fromEntries(
      Object.entries(ports).map(([name, port]) => [name, `http://${reachableHost(settings.host)}:${port}`]),
    );
    return [...servers, ...demoPlans(settings, this.#folder, ports)];
  }

  async #startAll(kind: ProcessPlan['kind']): Promise<void> {
    const begin = Date.now();
    const started = this.#ofKind(kind).map(async (process) => {
      await process.start();
      const seconds = ((Date.now() - begin) / 1000).toFixed(1);
      this.#print(`  ${process.plan.name.padEnd(14)}ready after ${seconds} s`);
    });
    // All settle before a failure is told, so that `stop` meets no process in the middle of its start.
    const failed = (await Promise.allSettled(started)).find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async #stopAll(kind: ProcessPlan['kind'], graceMs: number): Promise<void> {
    await Promise.all(this.#ofKind(kind).map((process) => process.stop(graceMs)));
  }

  #ofKind(kind: ProcessPlan['kind']): SupervisedProcess[] {
    return this.#processes.filter(({ plan }) => plan.kind === kind);
  }

  #record(): void {
    writeProcessRecord(this.#folder.processesFile, {
      supervisor: identifyProcess(process.pid),
      urls: Object.fromEntries(SERVER_NAMES.map((name) => [name, urlOf(this.#settings, name)])),
      standIns: this.#standIns,
      processes: this.#processes.flatMap(({ plan, pid }) =>
        pid === undefined ? [] : [{ name: plan.name, kind: plan.kind, ...identifyProcess(pid) }],
      ),
    });
  }
}
