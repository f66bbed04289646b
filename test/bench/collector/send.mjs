import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const gzipped = promisify(gzip);
/** Answers that the OTLP specification lets an exporter send the same again for. */
const RETRYABLE = new Set([429, 502, 503, 504]);

/** Sends exports over kept-alive connections, as many at a time as a collector sees of some hundreds of services. */
export class Sender {
  #agent;
  #url;
  #concurrency;
  retries = 0;

  constructor(url, concurrency = 32) {
    this.#url = new URL('/v1/metrics', url);
    this.#concurrency = concurrency;
    this.#agent = new http.Agent({ keepAlive: true, maxSockets: concurrency });
  }

  /**
   * One export of each service.
   *
   * @param {import('./exports.mjs').Exports} exports
   * @returns {Promise<{ points: number, seconds: number }>}
   */
  async sendRound(exports, { services, round, compressed = false, atMs = Date.now() }) {
    const startedAt = performance.now();
    let next = 0;
    const worker = async () => {
      while (next < services) {
        const body = exports.body(next, round, atMs);
        next += 1;
        await this.send(compressed ? await gzipped(body) : body, compressed);
      }
    };
    await Promise.all(Array.from({ length: this.#concurrency }, worker));
    return { points: services * exports.pointCount, seconds: (performance.now() - startedAt) / 1_000 };
  }

  async send(body, compressed) {
    for (;;) {
      const { status, text, retryAfter } = await this.#post(body, compressed);
      if (status === 200) return;
      if (!RETRYABLE.has(status)) throw new Error(`${this.#url} answered ${status}: ${text.slice(0, 300)}`);
      this.retries += 1;
      await sleep(retryAfter * 1_000);
    }
  }

  #post(body, compressed) {
    const headers = {
      'content-type': 'application/x-protobuf',
      'content-length': body.length,
      ...(compressed ? { 'content-encoding': 'gzip' } : {}),
    };
    return new Promise((resolve, reject) => {
      const request = http.request(this.#url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        let text = '';
        response.setEncoding('latin1').on('data', (part) => (text += part));
        response.on('error', reject).on('end', () => {
          const retryAfter = Number(response.headers['retry-after'] ?? 1);
          resolve({ status: response.statusCode, text, retryAfter });
        });
      });
      request.on('error', (error) => {
        // The server closed a kept-alive connection while it was idle: as every client does, take another.
        if (request.reusedSocket && error.code === 'ECONNRESET') resolve(this.#post(body, compressed));
        else reject(error);
      });
      request.end(body);
    });
  }

  close() {
    this.#agent.destroy();
  }
}
