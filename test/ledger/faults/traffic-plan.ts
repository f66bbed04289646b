import type { Counted } from './counted.ts';

const MODELS = 3;

/** What the calls of one service cost: odd sums, so that a lost or doubled call cannot hide in rounding. */
export class TrafficPlan {
  #nanoUsd = 0n;
  #requests = 0n;
  #tokens = 0n;
  readonly #service: number;

  constructor(service: number) {
    this.#service = service;
  }

  call(number: number) {
    const model = number % MODELS;
    const nanoUsd = 1_234_567 + this.#service * 10_007 + model;
    const tokens = 1_001 + this.#service + model;
    this.#nanoUsd += BigInt(nanoUsd);
    this.#requests += 1n;
    this.#tokens += BigInt(tokens);
    return {
      labels: { provider: 'openai', operation: 'chat', model: `model-${model}` },
      model,
      nanoUsd,
      tokens,
    };
  }

  counted(): Counted {
    return { nanoUsd: this.#nanoUsd, requests: this.#requests, tokens: this.#tokens };
  }
}
