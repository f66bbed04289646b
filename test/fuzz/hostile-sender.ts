import http from 'node:http';
import type { HostileRequest } from './hostile-request.ts';

/** A collector that takes longer for one body hangs. Bombs and queues behind them included. */
const HANG_MS = 20_000;

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Sends whatever it is given over kept-alive connections. */
export class HostileSender {
  readonly #agent: http.Agent;
  readonly #urls: { readonly otlp: string; readonly api: string };

  constructor(urls: { readonly otlp: string; readonly api: string }, concurrency: number) {
    this.#urls = urls;
    this.#agent = new http.Agent({ keepAlive: true, maxSockets: concurrency });
  }

  /**
   * @returns undefined when the connection ended without an answer, as it may where the collector refused to read on
   * @throws Error when there is no answer in time
   */
  send({ method = 'POST', path, headers, body }: HostileRequest): Promise<Answer | undefined> {
    const url = new URL(path, path.startsWith('/v1/') ? this.#urls.otlp : this.#urls.api);
    const options = {
      method,
      agent: this.#agent,
      headers: method === 'GET' ? headers : { ...headers, 'content-length': String(body.length) },
      timeout: HANG_MS,
    };
    return new Promise((resolve, reject) => {
      const request = http.request(url, options, (response) => {
        let text = '';
        response.setEncoding('latin1').on('data', (part: string) => (text += part.slice(0, 2000)));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', () => resolve(undefined));
      });
      request.on('timeout', () => {
        reject(new Error(`no answer from ${path} within ${HANG_MS} ms`));
        request.destroy();
      });
      request.on('error', () => resolve(undefined));
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
