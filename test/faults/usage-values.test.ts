import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DROPPED_REASON, INSTRUMENT, UNPRICED_REASON } from '../../instrumentation/src/names.ts';
import { buildInstrumentation, type Ended, runApp } from '../replay/child.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../replay/otlp-receiver.ts';
import { listen } from './hostile-provider.ts';

const EACH_PROVIDER = new URL('apps/each-provider.mjs', import.meta.url);
const NAMES = [
  'prompt_tokens',
  'completion_tokens',
  'input_tokens',
  'output_tokens',
  'cached',
  'total_tokens',
];

/** What stands in a response instead of a count of tokens. */
const VALUES: Readonly<Record<string, string>> = {
  'a negative number': '-5',
  'a huge number': '1e308',
  'more than any number': '1e999',
  'a negative infinity': '-1e999',
  'a large whole number': '9007199254740993',
  'a fraction': '0.5',
  'a text': '"12"',
  'a text that is no number': '"NaN"',
  'a word of another language': 'NaN',
  nothing: 'null',
  yes: 'true',
  'a list': '[1]',
  'an object': '{"value":1}',
  'an object of the prototype': '{"__proto__":1}',
};

/** Responses that are JSON by letter, or nearly. */
const BODIES: readonly string[] = [
  ...Object.values(VALUES).flatMap((value) =>
    NAMES.map((_, i) => usage(NAMES.map((name, j) => `"${name}":${i === j ? value : 7}`).join(','))),
  ),
  ...Object.values(VALUES).map((value) => usage(NAMES.map((name) => `"${name}":${value}`).join(','))),
  usage('"prompt_tokens":1,"prompt_tokens":-7,"completion_tokens":2,"completion_tokens":1e308'),
  usage('"prompt_tokens":10,"prompt_tokens_details":{"cached_tokens":9000},"completion_tokens":1'),
  usage('"prompt_tokens":10,"completion_tokens":1,"completion_tokens_details":{"reasoning_tokens":-4}'),
  usage('"prompt_tokens":10,"completion_tokens":1,"cost":1e999'),
  usage('"prompt_tokens":10,"completion_tokens":1,"cost":-3'),
  usage('"prompt_tokens":10,"completion_tokens":1,"cost":"free"'),
  '{"usage":[{"prompt_tokens":1}],"usage":"none"}',
  '{"usage":{"prompt_tokens":1,"completion_tokens":2},"model":"\\ud800\\udfff \\ud800"}',
  '{"usage":{"prompt_tokens":1,"completion_tokens":2},"model":{"toString":"x"}}',
  '{"usage":{"prompt_tokens":1,"completion_tokens":2},"id":{"a":1},"service_tier":["flex"]}',
  '[]',
  'null',
  '',
  '{"usage":{"prompt_tokens":1,"completion_tokens":2}',
  '\ufeff{"usage":{"prompt_tokens":1,"completion_tokens":2}}',
];

function usage(members: string): string {
  return `{"id":"c","model":"gpt-4o-mini","usage":{${members}},"meta":{"billed_units":{${members}}}}`;
}

const PATHS: readonly (readonly [provider: string, path: string])[] = [
  ['openai', '/v1/chat/completions'],
  ['openai', '/v1/responses'],
  ['anthropic', '/v1/messages'],
];

let receiver: OtlpReceiver;
let exported = '';
let ended: Ended;
let requests: object[];

beforeAll(async () => {
  buildInstrumentation();
  receiver = await startOtlpReceiver((body) => (exported += body));
  const servers = new Map<string, http.Server>();
  const hosts = new Map<string, string>();
  for (const [provider] of PATHS) {
    if (servers.has(provider)) continue;
    const server = http.createServer((request, response) => {
      const body = BODIES[Number(/^\/(\d+)\//.exec(request.url ?? '')?.[1])];
      request.resume().once('end', () => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(body);
      });
    });
    servers.set(provider, server);
    hosts.set(provider, await listen(server));
  }
  requests = PATHS.flatMap(([provider, path]) =>
    BODIES.map((_, i) => ({
      id: `${provider} ${i}`,
      url: `http://${hosts.get(provider)}/${i}${path}`,
      method: 'POST',
      body: '{"model":"gpt-4o-mini"}',
    })),
  );
  ended = await runApp(EACH_PROVIDER, {
    input: JSON.stringify({ requests }),
    environment: {
      OUTLAY_PROVIDER_HOSTS: [...hosts].map(([provider, host]) => `${provider}=${host}`).join(','),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    },
  });
  for (const server of servers.values()) {
    server.closeAllConnections();
    server.close();
  }
});

afterAll(async () => {
  await receiver.close();
});

function total(instrument: string, attributes: Readonly<Record<string, string>> = {}): number {
  return receiver
    .points()
    .filter(({ metric }) => metric === instrument)
    .filter((point) => Object.entries(attributes).every(([key, value]) => point.attributes[key] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

describe('a count that is no count', () => {
  it('is noticed by nobody but the books', () => {
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(total(INSTRUMENT.requestDuration)).toBe(2 * requests.length);
    expect(total(INSTRUMENT.instrumentationDropped, { reason: DROPPED_REASON.internalError })).toBe(0);
  });

  it('makes no sum negative, infinite or no number', () => {
    const points = receiver.points();
    expect(points.length).toBeGreaterThan(0);
    for (const { metric, attributes, value } of points) {
      expect({ metric, attributes, isSound: Number.isFinite(value) && value >= 0 }).toMatchObject({
        isSound: true,
      });
    }
    // JSON has no word for what is no number.
    expect(exported).not.toMatch(/"(asDouble|asInt|sum|count)":(null|"NaN"|"-?Infinity")/);
  });

  it('costs no more than all the sound ones together could', () => {
    expect(total(INSTRUMENT.costUsd)).toBeLessThan(1);
  });

  it('is counted as invalid, or as no usage', () => {
    expect(total(INSTRUMENT.unpriced, { reason: UNPRICED_REASON.invalidUsage })).toBeGreaterThan(0);
    expect(total(INSTRUMENT.unpriced, { reason: UNPRICED_REASON.noUsage })).toBeGreaterThan(0);
  });
});
