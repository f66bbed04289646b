// Plays the scenarios on standard input against a provider through each client, and prints what a caller gets to see.
import { createHash } from 'node:crypto';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { CLIENTS } from './clients.mjs';

const { host, control, scenarios } = JSON.parse(await text(process.stdin));
const agent = new http.Agent({ keepAlive: true });
const warnings = [];
process.on('warning', ({ name, message }) => warnings.push(`${name}: ${message}`));

/** Tells the server how far the caller is (`tell`), or waits for it (`wait`). */
function ask(verb, key, signal) {
  return new Promise((resolve, reject) => {
    http
      .get(`${control}/${verb}/${key}/${signal}`, { agent }, (response) =>
        response.resume().on('end', resolve),
      )
      .on('error', reject);
  });
}

function describe(error) {
  if (typeof error !== 'object' || error === null) return String(error);
  const { name, code, message, cause, errno, syscall, constructor } = error;
  return {
    name,
    message,
    class: constructor.name,
    ...(code !== undefined && { code }),
    ...(errno !== undefined && { errno, syscall }),
    ...(cause !== undefined && { cause: describe(cause) }),
  };
}

/** Pieces of an upload; each goes out when the server has the one before. */
async function* upload(key, count, controller, abortAfter) {
  for (let i = 0; i < count; i += 1) {
    yield Buffer.alloc(1000, i === 0 ? '{"model":"gpt-4o-mini","messages":"' : 'x');
    await ask('wait', key, i);
    if (i === abortAfter) controller.abort(new RangeError('the caller has enough'));
  }
}

function bodyOf(scenario) {
  switch (scenario.bodyKind) {
    case 'bytes':
      return new Uint8Array(Buffer.from(scenario.body));
    case 'blob':
      return new Blob([scenario.body], { type: 'application/json' });
    case 'form': {
      const form = new FormData();
      form.set('model', 'whisper-1');
      form.set('file', new Blob([Buffer.alloc(70_000, 7)]), 'speech.mp3');
      return form;
    }
    default:
      return scenario.body;
  }
}

async function play(client, scenario) {
  const key = `${client}/${scenario.name}`;
  const controller = new AbortController();
  const transcript = [];
  const note = (...entry) => transcript.push(entry);
  if (scenario.abortWhenTold) {
    void ask('wait', key, 'here').then(() => controller.abort(new RangeError('the caller has enough')));
  }
  try {
    const response = await CLIENTS[client]({
      url: `http://${scenario.port ? `127.0.0.1:${scenario.port}` : host}/${key}/v1/chat/completions?q=1`,
      method: scenario.method ?? 'POST',
      headers: { ...(scenario.body && { 'content-type': 'application/json' }), ...scenario.headers },
      body: bodyOf(scenario),
      pieces: scenario.upload && upload(key, scenario.upload, controller, scenario.abortAfterPiece),
      writes: scenario.writes,
      httpOptions: scenario.httpOptions,
      signal: scenario.timeout ? AbortSignal.timeout(scenario.timeout) : controller.signal,
    });
    note('head', response.status, response.headers.flat(), response.more);
    if (scenario.waitFirst) await ask('wait', key, 'stalled');
    await readAll(key, scenario, response, controller, note);
    note('end', { ...(await response.trailers()) });
  } catch (error) {
    note('error', describe(error));
  }
  return transcript;
}

async function readAll(key, scenario, response, controller, note) {
  const hash = createHash('sha256');
  let bytes = 0;
  for (let i = 0; ; i += 1) {
    const piece = await response.read();
    if (piece === undefined) break;
    hash.update(piece);
    bytes += piece.length;
    // How the kernel cuts a large body is its own matter.
    if (!scenario.large) note('piece', piece.length);
    if (scenario.acknowledged) await ask('tell', key, i);
    if (scenario.leaveAfter === i) return void (await response.leave());
    if (scenario.abortInStream === i) controller.abort(new RangeError('the caller has enough'));
  }
  note('body', bytes, hash.digest('hex'));
}

for (const client of Object.keys(CLIENTS)) {
  for (const scenario of scenarios) {
    if (scenario.only && !scenario.only.includes(client)) continue;
    for (let round = 0; round < (scenario.rounds ?? 1); round += 1) {
      const transcript = await play(client, scenario);
      console.log(JSON.stringify({ key: `${client}/${scenario.name}`, transcript }));
    }
  }
}
console.log(JSON.stringify({ key: 'warnings', transcript: warnings }));
agent.destroy();
