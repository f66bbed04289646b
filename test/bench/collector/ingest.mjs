import { setTimeout as sleep } from 'node:timers/promises';
import { compareExposition, compareLedger } from './check-sums.mjs';
import { Exports } from './exports.mjs';
import { Sender } from './send.mjs';
import { REALISTIC } from './service-mix.mjs';

/** New series stay at 0 for the second that the collector was started with; and the upstream's clock of expiry ticks. */
const EXPOSED_AFTER_MS = 2_500;

/**
 * Sends the same exports to each collector in turn, round by round: first one of new streams, then rounds without and with
 * compression. CPU time counts until the process has ended: work that is put off is work.
 *
 * @param {Awaited<ReturnType<typeof import('./processes.mjs').startOutlay>>[]} collectors each is stopped
 * @param {{ services: number, rounds: number }} amount rounds of each kind
 * @returns {Promise<Map<string, object>>} points per CPU second by collector, and what was wrong in the sums
 */
export async function measureIngest(collectors, { services, rounds }) {
  const exports = new Exports(REALISTIC);
  const runs = collectors.map((collector) => new IngestRun(collector, exports, services));
  const kinds = ['first', ...Array(rounds).fill('plain'), ...Array(rounds).fill('gzip')];
  for (const [i, kind] of kinds.entries()) {
    for (const run of i % 2 === 0 ? runs : runs.toReversed()) await run.round(i + 1, kind);
  }
  await sleep(EXPOSED_AFTER_MS);
  return new Map(await Promise.all(runs.map(async (run) => [run.name, await run.end(kinds.length)])));
}

class IngestRun {
  #collector;
  #exports;
  #services;
  #sender;
  #cpu = { first: 0, plain: 0, gzip: 0 };
  #points = { first: 0, plain: 0, gzip: 0 };
  #seconds = { first: 0, plain: 0, gzip: 0 };
  #idleCpu;

  constructor(collector, exports, services) {
    this.#collector = collector;
    this.#exports = exports;
    this.#services = services;
    this.#sender = new Sender(collector.otlpUrl);
    this.#idleCpu = collector.cpuSeconds();
  }

  get name() {
    return this.#collector.name;
  }

  async round(round, kind) {
    const before = this.#collector.cpuSeconds();
    const options = { services: this.#services, round, compressed: kind === 'gzip' };
    const { points, seconds } = await this.#sender.sendRound(this.#exports, options);
    this.#cpu[kind] += this.#collector.cpuSeconds() - before;
    this.#points[kind] += points;
    this.#seconds[kind] += seconds;
  }

  async end(rounds) {
    this.#sender.close();
    const answered = this.#collector.cpuSeconds();
    const sent = this.#exports.sent(this.#services, rounds);
    const wrong = await compareExposition(this.#collector.url, sent);
    if (this.name === 'outlay') wrong.push(...(await compareLedger(this.#collector.url, sent)));
    const checked = this.#collector.cpuSeconds();
    const whole = await this.#collector.stop();
    // Of all CPU time since the start: what neither a round nor the check of the sums took was put off from the rounds.
    const inRounds = this.#cpu.first + this.#cpu.plain + this.#cpu.gzip;
    const putOff = whole - checked + (answered - this.#idleCpu - inRounds);
    const allPoints = this.#points.first + this.#points.plain + this.#points.gzip;
    const perSecond = (kind) =>
      this.#points[kind] / (this.#cpu[kind] + putOff * (this.#points[kind] / allPoints));
    return {
      ...{ wrong, putOffSeconds: putOff, retries: this.#sender.retries },
      ...{ first: perSecond('first'), plain: perSecond('plain'), gzip: perSecond('gzip') },
      wallPointsPerSecond: this.#points.plain / this.#seconds.plain,
    };
  }
}
