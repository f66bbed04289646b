import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchNode, hasFetchedNode } from '../../setup/fetched-node.mjs';
import { buildInstrumentation, REGISTER, runApp } from '../replay/child.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../replay/otlp-receiver.ts';
import { BEHAVIOURS } from './behaviours.ts';
import { HOSTILE_COLLECTORS, startHostileCollector } from './hostile-collectors.ts';
import { startHostileProvider } from './hostile-provider.ts';
import { SCENARIOS } from './scenarios.ts';
import { countMeteredRequests, recordTranscript, type Transcript } from './transcript.ts';

const BROKEN_READERS = new URL('apps/broken-readers.mjs', import.meta.url).href;
const OWN_SDK = new URL('apps/own-sdk.mjs', import.meta.url).href;
const FAILING_CALLER = new URL('apps/failing-caller.mjs', import.meta.url);
const UPGRADES = new URL('apps/upgrades.mjs', import.meta.url);

/** Beside the one that runs this, those that capture calls in other ways; tried where they are in the cache of tools. */
const OTHER_NODES = ['22.23.3', '26.10.0'];
/** What a collector could disturb. */
const FEW_SCENARIOS = SCENARIOS.filter(({ name }) =>
  [
    'json',
    'chunks',
    'upload',
    'abort-in-stream',
    'leave',
    'cut-in-stream',
    'cut-gzip',
    'keep-alive',
  ].includes(name),
);

let receiver: OtlpReceiver;
let bare: Transcript;
let fewBare: Transcript;

beforeAll(async () => {
  buildInstrumentation();
  receiver = await startOtlpReceiver();
  bare = await recordTranscript(SCENARIOS, { imports: [] });
  fewBare = await recordTranscript(FEW_SCENARIOS, { imports: [] });
});

afterAll(async () => {
  await receiver.close();
});

function expectSame(metered: Transcript, expected = bare): void {
  expect(metered.caller).toEqual(expected.caller);
  expect(metered.provider).toEqual(expected.provider);
  expect(metered.ended).toEqual(expected.ended);
}

describe('an application gets the same bytes, pieces, errors and connections as without Outlay', () => {
  it('with the hook, which sees every one of its calls', async () => {
    receiver.clear();
    const metered = await recordTranscript(SCENARIOS, {
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    });
    expectSame(metered);
    expect(countMeteredRequests(receiver)).toBe(metered.requests);
    // What cannot be decoded is told once.
    expect(metered.told.filter((line) => !line.includes('Telemetry was dropped: undecodable'))).toEqual([]);
    expect(metered.told.length).toBeLessThanOrEqual(1);
  });

  it('with an OpenTelemetry SDK of its own', async () => {
    receiver.clear();
    const metered = await recordTranscript(SCENARIOS, {
      imports: [OWN_SDK],
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_METRICS_EXPORTER: 'otlp',
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
      },
    });
    expectSame(metered);
    expect(countMeteredRequests(receiver)).toBe(metered.requests);
  });

  it('when streams are asked for the usage that they would not state', async () => {
    // What comes unasked in these two would be taken for what was asked for, and left out.
    const scenarios = SCENARIOS.filter(({ name }) => name !== 'chunks' && name !== 'gzip-chunks');
    const [expected, metered] = await Promise.all([
      recordTranscript(scenarios, { imports: [] }),
      recordTranscript(scenarios, {
        environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OUTLAY_STREAM_USAGE: 'request' },
      }),
    ]);
    expect(metered.caller).toEqual(expected.caller);
    expect(metered.ended).toEqual(expected.ended);
  });

  it.each(OTHER_NODES)('on Node %s', async (version) => {
    if (!hasFetchedNode(version)) {
      console.warn(`Skipped the transcripts on Node ${version}: it has not been fetched here.`);
      return;
    }
    const node = await fetchNode(version);
    receiver.clear();
    const [expected, metered] = await Promise.all([
      recordTranscript(SCENARIOS, { node, imports: [] }),
      recordTranscript(SCENARIOS, { node, environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } }),
    ]);
    expectSame(metered, expected);
    expect(countMeteredRequests(receiver)).toBe(metered.requests);
  });

  it('with adapters that throw at every turn', async () => {
    const metered = await recordTranscript(SCENARIOS, {
      imports: [REGISTER, BROKEN_READERS],
      nodeOptions: ['--conditions=outlay-source'],
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        FAIL_AT: 'createReader,readRequest,readResponse,reading,responseShape,endpoint,requestShape',
      },
    });
    expectSame(metered);
  });
});

describe.concurrent('an application gets the same beside', () => {
  it.each(HOSTILE_COLLECTORS)('a collector that %s', async (how) => {
    const collector = await startHostileCollector(how);
    try {
      const metered = await recordTranscript(FEW_SCENARIOS, {
        environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_METRIC_EXPORT_INTERVAL: '100' },
      });
      expectSame(metered, fewBare);
      expect(metered.told.filter((line) => line.includes('The export to')).length).toBeLessThanOrEqual(1);
    } finally {
      await collector.close();
    }
  });
});

describe.concurrent('an application that fails', () => {
  it.each([
    'no-error-listener',
    'no-error-listener-on-response',
    'throw-at-response',
    'throw-at-data',
    'write-after-end',
    'unhandled-rejection',
  ])('fails in the same way: %s', async (how) => {
    const provider = await startHostileProvider(BEHAVIOURS);
    const url = `http://${provider.host}/http/json/v1/chat/completions`;
    const run = (imports: readonly string[]) =>
      runApp(FAILING_CALLER, {
        imports,
        arguments: [how, url],
        environment: {
          OUTLAY_PROVIDER_HOSTS: 'openai=127.0.0.1',
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        },
      });
    const [withHook, without] = await Promise.all([run([REGISTER]), run([])]);
    await provider.close();
    expect(without.code).not.toBe(0);
    expect(withHook).toMatchObject({ code: without.code, signal: without.signal, stdout: without.stdout });
    expect(withoutStack(withHook.stderr)).toBe(withoutStack(without.stderr));
  });
});

describe('a connection that stops being HTTP', () => {
  it('carries the same bytes', async () => {
    const run = async (imports: readonly string[]) => {
      const provider = await startHostileProvider(BEHAVIOURS);
      const ended = await runApp(UPGRADES, {
        imports,
        arguments: [provider.host],
        environment: {
          OUTLAY_PROVIDER_HOSTS: 'openai=127.0.0.1',
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        },
      });
      await provider.close();
      return ended;
    };
    const without = await run([]);
    expect(without.stdout).toContain('WebSocket message hi');
    expect(await run([REGISTER])).toEqual(without);
  });
});

/** The frames of a stack name the wrapped functions. */
function withoutStack(stderr: string): string {
  return stderr.replaceAll(/^(?:outlay: .*| {4}at .*)\n/gm, '').replaceAll(/^.*:\d+\n.*\n *\^+\n/gm, '');
}
