import type { Attributes } from '@opentelemetry/api';
import { ATTRIBUTE } from '../names.ts';

/** What goes past a limit is still told apart by these: sums of emails and tokens would be sums of nothing. */
const KEPT = [
  ATTRIBUTE.provider,
  ATTRIBUTE.genAiProviderName,
  ATTRIBUTE.unit,
  ATTRIBUTE.genAiTokenType,
] as const;
/** Applications name providers and units of their own: of more than these, what goes past the limit shares one entry. */
const MAX_FOLDED = 99;

/**
 * One entry for each set of attributes, up to a limit: what comes new past it shares one entry for each provider and unit,
 * so that nothing is lost and memory stays bounded.
 */
export class AttributeSets<Entry> {
  readonly #entries = new Map<string, Entry>();
  readonly #limit: number;
  readonly #create: (attributes: Attributes) => Entry;
  #folded = 0;

  /** @param limit sets at most; of those that hold what went past it, the first is among them, 99 others come on top */
  constructor(limit: number, create: (attributes: Attributes) => Entry) {
    this.#limit = limit;
    this.#create = create;
  }

  at(attributes: Attributes): Entry {
    const key = JSON.stringify(attributes);
    const entry = this.#entries.get(key);
    if (entry !== undefined) return entry;
    // The last place is for what goes past the limit.
    if (this.#entries.size < this.#limit - 1) return this.#add(key, attributes);
    return this.#fold(attributes);
  }

  values(): IterableIterator<Entry> {
    return this.#entries.values();
  }

  #fold(attributes: Attributes): Entry {
    const folded = foldAttributes(attributes);
    const key = JSON.stringify(folded);
    const entry = this.#entries.get(key);
    if (entry !== undefined) return entry;
    if (this.#folded < MAX_FOLDED) {
      this.#folded += 1;
      return this.#add(key, folded);
    }
    return this.#entries.get(REST_KEY) ?? this.#add(REST_KEY, REST);
  }

  #add(key: string, attributes: Attributes): Entry {
    const entry = this.#create(attributes);
    this.#entries.set(key, entry);
    return entry;
  }
}

const REST: Attributes = { [ATTRIBUTE.overflow]: true };
const REST_KEY = JSON.stringify(REST);

function foldAttributes(attributes: Attributes): Attributes {
  const folded: Attributes = { ...REST };
  for (const name of KEPT) {
    if (attributes[name] !== undefined) folded[name] = attributes[name];
  }
  return folded;
}
