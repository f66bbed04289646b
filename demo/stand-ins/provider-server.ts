import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.ts';
import type { Spent } from './spent.ts';

/** A request as an endpoint sees it. */
export interface ProviderCall {
  readonly body: Record<string, unknown> | readonly unknown[];
  readonly acceptsGzip: boolean;
  readonly response: ServerResponse;
  readonly random: Random;
}

/** Answers in full and returns what that costs in nano-USD. */
export type Endpoint = (call: ProviderCall) => Promise<bigint>;

export interface ProviderDescription {
  /** By method and path: `POST /v1/messages`. */
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /** Statuses of the provider's passing failures with their JSON bodies. */
  readonly failures: readonly [Failure, ...Failure[]];
}

interface Failure {
  readonly status: number;
  readonly body: unknown;
}

export interface Weather {
  /** Part of the requests that fail with one of the provider's failures, 0 to 1. */
  readonly failureRate: number;
  /** Least and most time before the first byte. */
  readonly latencyMs: readonly [number, number];
}

/**
 * A local stand-in of a provider. `GET /spent` tells what it charged; an answer is charged when its last
 * byte was handed over, a failure or a broken connection never.
 */
export function createProviderServer(
  description: ProviderDescription,
  { random, spent, weather }: { random: Random; spent: Spent; weather: Weather },
): Server {
  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A client that went away is no failure of the stand-in.
      if (!response.destroyed) console.error(error);
      response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://stand-in').pathname;
    if (request.method === 'GET' && path === '/spent') return sendJson(response, 200, spent);
    const endpoint = description.endpoints[`${request.method} ${path}`];
    if (!endpoint)
      return sendJson(response, 404, { error: { message: `no stand-in for ${request.method} ${path}` } });
    const body = JSON.parse(await readText(request)) as ProviderCall['body'];
    await sleep(random.whole(...weather.latencyMs));
    if (random.chance(weather.failureRate)) {
      const failure = random.pick(description.failures);
      response.setHeader('retry-after-ms', '100');
      return sendJson(response, failure.status, failure.body);
    }
    const acceptsGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    const nanoUsd = await endpoint({ body, acceptsGzip, response, random });
    await finished(response);
    spent.charge(nanoUsd);
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
