import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMetricsJson } from '../otlp/json/parse-metrics.ts';
import { openLedgerDatabase } from './database.ts';
import { Ledger, type LedgerOptions } from './ledger.ts';
import { slotOf } from './slot.ts';
import { type WirePointOf, jsonBody, protobufBody } from './testing/model-exports.ts';
import { NaiveLedger } from './testing/naive-ledger.ts';

const BEGIN_MS = Date.parse('2026-03-28T22:00:00Z');
const EVERYTHING = { from: 0, to: 4_000_000_000 };
const SERVICES = ['shop', 'mail'] as const;
const INSTANCES = ['a', 'b'] as const;
const PROVIDERS = ['openai', 'resend'] as const;
const FORMS = ['json', 'protobuf', 'reordered'] as const;
const MINUTE = 60_000;

type Step =
  /** A process counts and exports; what it loses may arrive later as an export of earlier. */
  | { kind: 'export'; process: number; provider: number; units: number; form: number; loses: boolean }
  /** An export of earlier arrives once more, or late. */
  | { kind: 'resend'; index: number; form: number }
  /** Several exports arrive at once: they share a transaction. */
  | { kind: 'together'; indexes: number[] }
  /** A process ends and begins again: a new start time, and counters at 0. */
  | { kind: 'restart'; process: number }
  /** Counters fall to 0 and the start time stays: a defect of the sender. */
  | { kind: 'reset'; process: number }
  | { kind: 'pass'; seconds: number }
  /** The clock of a process is set. */
  | { kind: 'step'; process: number; seconds: number }
  | { kind: 'fold' }
  /** The collector stops and starts again. */
  | { kind: 'reopen' }
  /** The collector is gone without a word, and the next one finds the files as they are. */
  | { kind: 'crash' };

const index = (length: number) => fc.nat({ max: length - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('export' as const),
      process: index(4),
      provider: index(PROVIDERS.length),
      units: fc.oneof(
        fc.constant(0),
        fc.integer({ min: 1, max: 9_999_999 }),
        fc.integer({ min: 0, max: 2 ** 40 }),
      ),
      form: index(FORMS.length),
      loses: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('resend' as const),
      index: fc.nat(),
      form: index(FORMS.length),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('together' as const),
      indexes: fc.array(fc.nat(), { minLength: 2, maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('restart' as const), process: index(4) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset' as const), process: index(4) }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 4_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('step' as const),
      process: index(4),
      seconds: fc.integer({ min: -7_200, max: 7_200 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'fold' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'reopen' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'crash' as const }) },
);

/** A process of a service; the last of each service counts deltas. */
class Process {
  readonly service: string;
  readonly instance: string;
  readonly isDelta: boolean;
  startMs: number;
  clockMs = 0;
  readonly #units = new Map<string, number>();
  readonly #lastMs = new Map<string, number>();

  constructor(number: number) {
    this.service = SERVICES[number % 2] ?? '';
    this.instance = INSTANCES[number >> 1] ?? '';
    this.isDelta = number === 3;
    this.startMs = BEGIN_MS - number;
  }

  count(provider: string, units: number, nowMs: number): WirePointOf {
    const timeMs = nowMs + this.clockMs;
    const counted = (this.isDelta ? 0 : (this.#units.get(provider) ?? 0)) + units;
    this.#units.set(provider, counted);
    const startMs = this.isDelta ? (this.#lastMs.get(provider) ?? this.startMs) : this.startMs;
    this.#lastMs.set(provider, timeMs);
    const { service, instance, isDelta } = this;
    const series = `${service} ${provider}`;
    const source = `${series} ${instance}`;
    return { service, instance, provider, series, source, isDelta, startMs, timeMs, units: counted };
  }

  restart(nowMs: number): void {
    this.startMs = nowMs + this.clockMs;
    this.reset();
  }

  reset(): void {
    this.#units.clear();
    this.#lastMs.clear();
  }
}

/** The ledger and the model side by side. */
class Trial {
  readonly folder = mkdtempSync(join(tmpdir(), 'outlay-model-'));
  readonly model = new NaiveLedger();
  readonly processes = [0, 1, 2, 3].map((number) => new Process(number));
  readonly sent: WirePointOf[] = [];
  readonly #options: LedgerOptions;
  readonly #left: Ledger[] = [];
  nowMs = BEGIN_MS;
  ledger: Ledger;

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.ledger = this.#open();
  }

  async take({ ...step }: Step): Promise<void> {
    switch (step.kind) {
      case 'export': {
        const provider = PROVIDERS[step.provider] ?? '';
        const point = this.processes[step.process]?.count(provider, step.units, this.nowMs);
        if (point === undefined) return;
        this.sent.push(point);
        if (!step.loses) await this.#send([point], step.form);
        return;
      }
      case 'resend':
        return this.#send(this.#earlier([step.index]), step.form);
      case 'together': {
        const points = this.#earlier(step.indexes);
        await Promise.all(points.map((point, form) => this.#send([point], form % FORMS.length)));
        return;
      }
      case 'restart':
        return this.processes[step.process]?.restart(this.nowMs);
      case 'reset':
        return this.processes[step.process]?.reset();
      case 'pass':
        this.nowMs += step.seconds * 1000;
        return;
      case 'step': {
        const process = this.processes[step.process];
        if (process !== undefined) process.clockMs += step.seconds * 1000;
        return;
      }
      case 'fold':
        return this.ledger.fold();
      case 'reopen':
        await this.ledger.close();
        this.ledger = this.#open();
        return;
      case 'crash':
        this.#left.push(this.ledger);
        this.ledger = this.#open();
    }
  }

  /** What the ledger has, and what the model has. */
  figures() {
    const names = new Map(
      [...this.ledger.series()].map(({ id, job, labels }) => [id, `${job} ${labels['provider']}`]),
    );
    const totals = [...this.ledger.series()].map(({ id, total }) => [names.get(id), total] as const);
    const rows = [...this.ledger.spendRows(EVERYTHING)];
    const spend = rows.map(
      ({ seriesId, slot, amount }) => [`${names.get(seriesId)} ${slot}`, amount] as const,
    );
    const sums = [...this.ledger.sumBySeries(EVERYTHING)].map(([id, sum]) => [names.get(id), sum] as const);
    const counted = (entries: Iterable<readonly [string | undefined, bigint]>) =>
      [...entries].filter(([, amount]) => amount !== 0n).sort();
    const modelBudget = [...this.model.spend.values()].reduce((sum, amount) => sum + amount, 0n);
    return {
      ledger: {
        totals: counted(totals),
        spend: counted(spend),
        sums: counted(sums),
        budget: this.ledger.budgetCounters.total('all', 'USD') ?? 0n,
      },
      model: {
        totals: counted(this.model.totals),
        spend: counted(this.model.spend),
        sums: counted(this.model.totals),
        budget: modelBudget,
      },
    };
  }

  async end(): Promise<void> {
    for (const ledger of [...this.#left, this.ledger]) await ledger.close();
    rmSync(this.folder, { recursive: true });
  }

  #open(): Ledger {
    const ledger = new Ledger(openLedgerDatabase(this.folder), this.#options);
    ledger.setBudgetCosting((_series, _slot, amount) => [{ budget: 'all', currency: 'USD', amount }]);
    return ledger;
  }

  #earlier(indexes: readonly number[]): WirePointOf[] {
    return indexes.flatMap((number) => this.sent[number % Math.max(1, this.sent.length)] ?? []);
  }

  async #send(points: readonly WirePointOf[], form: number): Promise<void> {
    const now = new Date(this.nowMs);
    for (const point of points) this.model.receive(point, this.nowMs);
    if (FORMS[form] === 'json') await this.ledger.book(parseMetricsJson(jsonBody(points)), now);
    else await this.ledger.bookBody(protobufBody(points, FORMS[form] === 'reordered'), now);
  }
}

async function run(steps: readonly Step[], options: LedgerOptions): Promise<void> {
  const trial = new Trial(options);
  try {
    for (const each of steps) await trial.take(each);
    const { ledger, model } = trial.figures();
    expect(ledger).toEqual(model);
    // The same from the files alone.
    await trial.take({ kind: 'crash' });
    expect(trial.figures().ledger).toEqual(model);
    await trial.take({ kind: 'reopen' });
    expect(trial.figures().ledger).toEqual(model);
  } finally {
    await trial.end();
  }
}

const RUNS = Number(process.env['OUTLAY_MODEL_RUNS'] ?? 40);
/** Some hundred milliseconds a run where the disk is slow. */
const TIMEOUT_MS = 30_000 + RUNS * 2_000;

describe('the ledger beside a plain model of its rules', () => {
  it(
    'agrees to the nano-dollar after any course of exports, restarts, crashes and clocks',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => run(steps, {})),
        { numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'agrees when streams leave memory at once and come back from disk',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) =>
          run(steps, { maxStreams: 1, streamIdleMs: MINUTE }),
        ),
        { numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'agrees when a thread of its own writes',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) =>
          run(
            // A thread cannot be killed as a process can; what it leaves half done is tried with processes.
            steps.map((each) => (each.kind === 'crash' ? { kind: 'reopen' } : each)),
            { writerThread: true },
          ),
        ),
        { numRuns: Math.ceil(RUNS / 8) },
      );
    },
    TIMEOUT_MS,
  );

  it('has slots in the model that are those of the ledger', () => {
    expect(slotOf(BigInt(BEGIN_MS) * 1_000_000n)).toBe(BEGIN_MS / 1000);
  });
});
