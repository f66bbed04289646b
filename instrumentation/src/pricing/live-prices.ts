import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { withoutMetering } from '../capture/suppression.ts';
import { guard } from '../guard.ts';
import { AllowanceBook } from './allowance-book.ts';
import { ALLOWANCES } from './allowance-data.ts';
import { createPriceCatalogue, type OwnPriceCatalogue } from './catalogue.ts';
import { parsePrices } from './prices-file.ts';
import {
  locatePrices,
  type PricesLocation,
  PRICES_REFRESH_VARIABLE,
  PRICES_VARIABLE,
  readPrices,
} from './prices-location.ts';
import type { UnitPrice } from './unit-prices.ts';

/** A file is looked at this often; reading one that did not change costs nothing more. */
const FILE_REFRESH_SECONDS = 60;

/** The flush at a process's end takes no longer than two seconds, and calls that wait for prices must be in it. */
const FIRST_WAIT_MILLIS = 1_500;

export interface LivePricesOptions {
  /** Where the user's own prices stand; undefined: there are none. */
  readonly location: PricesLocation | undefined;
  /** How often a URL is asked. */
  readonly refreshSeconds: number;
  /** Unit prices of the services that `outlay.yaml` describes. */
  readonly units?: readonly UnitPrice[];
  /** When the process started: it grants itself that part of the allowances. */
  readonly startedAt: Date;
  /** Told of a price list that cannot be used, once for each kind of trouble. */
  readonly onProblem: (message: string) => void;
}

/** The prices of a running process: ours, the user's, kept fresh, and the allowances that it has used. */
export class LivePrices {
  readonly #options: LivePricesOptions;
  #catalogue: OwnPriceCatalogue | undefined;
  #timer: NodeJS.Timeout | undefined;
  #text: string | undefined;
  #hasPrices = false;
  #told: string | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(options: LivePricesOptions) {
    this.#options = options;
  }

  /**
   * Loads the catalogue and the user's prices, and begins to refresh them.
   *
   * @throws when `@pydantic/genai-prices` cannot be imported
   */
  async load(): Promise<OwnPriceCatalogue> {
    const { location, startedAt, units = [] } = this.#options;
    const allowances = new AllowanceBook(ALLOWANCES, startedAt);
    this.#catalogue = createPriceCatalogue(await import('@pydantic/genai-prices'), { units, allowances });
    if (location !== undefined) {
      await Promise.race([this.refresh(), firstWait()]);
      const seconds = location.kind === 'file' ? FILE_REFRESH_SECONDS : this.#options.refreshSeconds;
      this.#timer = setInterval(() => void this.refresh(), seconds * 1_000).unref();
    }
    return this.#catalogue;
  }

  /**
   * Reads the user's prices again; what cannot be used leaves those that count as they are. Never rejects. One at a time: of
   * two answers that overtake each other the older one could stay.
   */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    const { location } = this.#options;
    if (location === undefined) return;
    try {
      const untraced = suppressTracing(context.active());
      const text = await context.with(untraced, () => withoutMetering(() => readPrices(location)));
      if (text === this.#text) return;
      this.#text = text;
      this.#use(text, location.name);
    } catch (cause) {
      this.#tell([`${location.name}: cannot be read (${reasonOf(cause)})`]);
    }
  }

  #use(text: string, name: string): void {
    const { prices, problems } = parsePrices(text, name);
    if (prices === undefined) {
      this.#tell(problems.map(({ message }) => message));
      return;
    }
    this.#catalogue?.useUserPrices(prices);
    this.#hasPrices = true;
    this.#told = undefined;
  }

  #tell(problems: readonly string[]): void {
    const kept = this.#hasPrices ? 'the prices read before' : "Outlay's own prices";
    const message = [...problems, `Until that is mended ${kept} count.`].join('\n');
    if (message === this.#told) return;
    this.#told = message;
    // Nobody waits for a refresh: what the application's logger throws would end the process.
    guard(ignore, () => this.#options.onProblem(message));
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

const DEFAULT_REFRESH_SECONDS = 3_600;
/** Longer than a timer can wait. */
const MOST_REFRESH_SECONDS = 2_000_000;

/** The live prices that the environment asks for: `OUTLAY_PRICES`, `OUTLAY_PRICES_REFRESH`. */
export function createLivePrices(
  environment: NodeJS.ProcessEnv,
  options: Pick<LivePricesOptions, 'units' | 'startedAt' | 'onProblem'>,
): LivePrices {
  const written = environment[PRICES_REFRESH_VARIABLE] ?? '';
  let refreshSeconds = written === '' ? DEFAULT_REFRESH_SECONDS : Number(written);
  if (!(refreshSeconds >= 1 && refreshSeconds <= MOST_REFRESH_SECONDS)) {
    options.onProblem(
      `${PRICES_REFRESH_VARIABLE}: "${written}" is no interval. Write seconds from 1 to ${MOST_REFRESH_SECONDS}, 3600 for instance; an hour counts now.`,
    );
    refreshSeconds = DEFAULT_REFRESH_SECONDS;
  }
  return new LivePrices({ ...options, location: locatePrices(environment[PRICES_VARIABLE]), refreshSeconds });
}

/** Calls are not priced before: a list that is slow to come counts for those after it. */
function firstWait(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MILLIS).unref());
}

function ignore(): void {}

/** The kind of failure: what a server answers, or an address, is not repeated. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === 'TimeoutError') return 'no answer in time';
  const inner = cause.cause;
  const { code } = (inner instanceof Error ? inner : cause) as NodeJS.ErrnoException;
  return code ?? cause.message;
}
