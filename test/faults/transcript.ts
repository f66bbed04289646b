import { type ChildOptions, runApp } from '../replay/child.ts';
import type { OtlpReceiver } from '../replay/otlp-receiver.ts';
import { BEHAVIOURS } from './behaviours.ts';
import { listen, startHostileProvider } from './hostile-provider.ts';
import type { Scenario } from './scenarios.ts';
import http from 'node:http';

/** `fetch`, `node:http` and undici. */
const CLIENTS = 3;
const CALLER = new URL('apps/caller.mjs', import.meta.url);

/** What both sides of all calls saw. */
export interface Transcript {
  /** How the application ended, and what was on standard error beside what Outlay told. */
  ended: { code: number | null; signal: string | null; stderr: string };
  /** The lines of Outlay on standard error. */
  told: readonly string[];
  caller: readonly unknown[];
  provider: readonly unknown[];
  /** How many requests were made, those that found nobody included. */
  requests: number;
}

/** Plays `scenarios` in an application of its own against a server of its own. */
export async function recordTranscript(
  scenarios: readonly Scenario[],
  { environment, ...options }: ChildOptions,
): Promise<Transcript> {
  const provider = await startHostileProvider(BEHAVIOURS);
  const closedPort = await takeClosedPort();
  try {
    const ended = await runApp(CALLER, {
      ...options,
      environment: {
        OUTLAY_PROVIDER_HOSTS: `openai=${provider.host},openai=127.0.0.1:${closedPort}`,
        ...environment,
      },
      input: JSON.stringify({
        host: provider.host,
        control: provider.control,
        scenarios: [...scenarios, { name: 'nobody-there', body: '{}', port: closedPort }],
      }),
    });
    if (!ended.stdout.includes('"key":"warnings"')) {
      throw new Error(`The application did not come to its end: ${ended.stderr}${ended.stdout.slice(-500)}`);
    }
    const neutral = (text: string): string => neutralize(text, provider.host, closedPort);
    const told = ended.stderr.match(/^outlay: .*\n/gm) ?? [];
    return {
      ended: {
        code: ended.code,
        signal: ended.signal,
        stderr: told.reduce((rest, line) => rest.replace(line, ''), neutral(ended.stderr)),
      },
      told,
      caller: ended.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(neutral(line)) as unknown),
      provider: provider.seen.map((seen) => JSON.parse(neutral(JSON.stringify(seen))) as unknown),
      requests: provider.seen.length + CLIENTS,
    };
  } finally {
    await provider.close();
  }
}

/** Without what differs from run to run: ports, dates, boundaries of forms. */
function neutralize(text: string, host: string, closedPort: number): string {
  return text
    .replaceAll(host, 'provider')
    .replaceAll(String(closedPort), '1')
    .replaceAll(/[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT/g, 'date')
    .replaceAll(/formdata-undici-\d+/g, 'boundary');
}

async function takeClosedPort(): Promise<number> {
  const server = http.createServer();
  const host = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return Number(host.split(':')[1]);
}

/** How many calls the instrumentation reported. */
export function countMeteredRequests(receiver: OtlpReceiver): number {
  return receiver
    .points()
    .filter(({ metric }) => metric === 'outlay.request.duration')
    .reduce((sum, { value }) => sum + value, 0);
}
