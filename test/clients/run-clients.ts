import { setTimeout } from 'node:timers/promises';
import { type Ended, REGISTER, startApp } from '../replay/child.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../replay/otlp-receiver.ts';
import { type StandIns, startStandIns } from './stand-ins/stand-ins.ts';

/** What one case of a client gave, and what the books should say of it. */
export interface CaseOutcome {
  id: string;
  provider: string;
  /** Name of the client, as the table of versions has it. */
  client: string;
  result?: unknown;
  /** Name of the error that reached the application. */
  error?: string;
  usage?: Readonly<Record<string, number>>;
  /** `exact` when absent and there is usage. */
  pricing?: string;
  /** Status and kind of error of each request, sorted. */
  attempts: readonly string[];
  /** How many of them the client marks as retries. */
  retries?: number;
  /** Reason on `outlay.unpriced`. */
  unpriced?: string;
}

export interface ClientsRun {
  ended: Ended;
  outcomes: readonly CaseOutcome[];
  receiver: OtlpReceiver;
  standIns: StandIns;
}

/** Longer than all cases together may take: a process that does not end by itself is a failure. */
const MAX_RUN_MS = 120_000;

export interface RunOptions {
  /** Path of the Node that runs the clients. */
  node: string;
  modules: readonly string[];
  /** False runs the same without the hook. */
  metered?: boolean;
  environment?: Readonly<Record<string, string>>;
}

/** Runs the cases of some modules in one process, against stand-ins of its own; `use` sees how it went. */
export async function runClients(
  { node, modules, metered = true, environment = {} }: RunOptions,
  use: (run: ClientsRun) => Promise<void> | void,
): Promise<void> {
  const standIns = await startStandIns();
  const receiver = await startOtlpReceiver();
  try {
    const app = startApp(new URL('apps/run-clients.mjs', import.meta.url), {
      node,
      imports: metered ? [REGISTER] : [],
      input: JSON.stringify({ modules, standIns: standIns.urls, proxy: standIns.proxy.url }),
      environment: {
        OUTLAY_PROVIDER_HOSTS: standIns.providerHosts,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        NODE_EXTRA_CA_CERTS: standIns.certificateFile,
        ...environment,
      },
    });
    const stuck = new AbortController();
    const late = setTimeout(MAX_RUN_MS, undefined, { signal: stuck.signal }).then(
      () => app.process.kill('SIGKILL'),
      () => undefined,
    );
    const ended = await app.ended;
    stuck.abort();
    await late;
    await use({ ended, outcomes: readOutcomes(ended.stdout), receiver, standIns });
  } finally {
    await receiver.close();
    await standIns.close();
  }
}

function readOutcomes(stdout: string): CaseOutcome[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as CaseOutcome);
}
