/**
 * The three stand-ins in one process.
 *
 * `STAND_IN_HOST` (default 127.0.0.1), `OPENAI_PORT`, `ANTHROPIC_PORT`, `RESEND_PORT` (default 0: any free one),
 * `SPENT_FOLDER` (keeps what was charged between runs), `DEMO_SEED` (default 1).
 */
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { anthropic } from './anthropic/provider.ts';
import { openai } from './openai/provider.ts';
import { createProviderServer, type Weather } from './provider-server.ts';
import { seededRandom } from './random.ts';
import { createResend } from './resend/provider.ts';
import { Spent } from './spent.ts';

const environment = process.env;
const host = environment['STAND_IN_HOST'] ?? '127.0.0.1';
const seed = Number(environment['DEMO_SEED'] ?? '1');
const folder = environment['SPENT_FOLDER'];
if (folder) mkdirSync(folder, { recursive: true });

const weather: Weather = { failureRate: 0.04, latencyMs: [30, 400] };
const providers = { openai, anthropic, resend: createResend() };

const servers = Object.entries(providers).map(([name, description], index) => {
  const server = createProviderServer(description, {
    random: seededRandom(seed + index),
    spent: new Spent(folder && join(folder, `${name}.json`)),
    weather,
  });
  return { name, server, port: Number(environment[`${name.toUpperCase()}_PORT`] ?? '0') };
});

for (const { name, server, port } of servers) {
  server.listen(port, host);
  await once(server, 'listening');
  console.log(`stand-in of ${name} listening on http://${host}:${(server.address() as AddressInfo).port}`);
}

process.once('SIGTERM', () => {
  for (const { server } of servers) {
    server.close();
    server.closeIdleConnections();
  }
});
