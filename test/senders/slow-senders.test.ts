import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Canary } from '../fuzz/canary.ts';
import { residentMb } from '../fuzz/resident-memory.ts';
import { type StartedCollector, startedCollector } from '../fuzz/started-collector.ts';

const SLOW_SENDERS = 300;
const IDLE_CONNECTIONS = 1_000;
const MOST_MB = 400;

let collector: StartedCollector;
const sockets: Socket[] = [];

beforeAll(async () => {
  collector = await startedCollector();
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await collector.stop();
});

async function openConnection(url: string, firstBytes = ''): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  // The collector may end it at any time: that is its right.
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  if (firstBytes !== '') socket.write(firstBytes);
  return socket;
}

async function expectResponsive(): Promise<void> {
  const canary = new Canary();
  await canary.sing(collector.urls.otlp);
  expect(await collector.process.get('/-/healthy')).toContain('up');
  expect(await collector.process.get('/metrics')).toContain('outlay_collector_points_received_total');
  collector.process.expectAlive();
}

const HEADERS = [
  'POST /v1/metrics HTTP/1.1',
  'host: collector',
  'content-type: application/x-protobuf',
  'content-length: 1000000',
].join('\r\n');

it(`books for others while ${SLOW_SENDERS} send a byte now and then`, async () => {
  const slow = await Promise.all(
    Array.from({ length: SLOW_SENDERS }, (_, i) =>
      // Some stop within their headers, some within their body.
      openConnection(collector.urls.otlp, i % 2 === 0 ? HEADERS : `${HEADERS}\r\n\r\n\n`),
    ),
  );
  const drip = setInterval(() => {
    for (const socket of slow) if (socket.writable) socket.write('x');
  }, 50);
  try {
    for (let i = 0; i < 5; i += 1) await expectResponsive();
  } finally {
    clearInterval(drip);
  }
});

it('books for others while readers take their answers in a byte now and then', async () => {
  for (let i = 0; i < 50; i += 1) {
    const socket = await openConnection(collector.urls.api);
    socket.pause();
    socket.write('GET /metrics HTTP/1.1\r\nhost: collector\r\n\r\n'.repeat(20));
  }
  for (let i = 0; i < 5; i += 1) await expectResponsive();
});

it(`books for others beside ${IDLE_CONNECTIONS} connections that say nothing or are half closed`, async () => {
  for (let i = 0; i < IDLE_CONNECTIONS; i += 1) {
    const url = i % 2 === 0 ? collector.urls.otlp : collector.urls.api;
    const socket = await openConnection(url);
    if (i % 10 === 0) socket.end();
  }
  await expectResponsive();
  expect(residentMb(collector.process.pid)).toBeLessThan(MOST_MB);
});

it('has all memory back and books on when half of them are torn away', async () => {
  for (const socket of sockets) socket.resetAndDestroy();
  await expectResponsive();
  expect(residentMb(collector.process.pid)).toBeLessThan(MOST_MB);
});
