import { type Attributes } from '@opentelemetry/api';
import { ATTRIBUTE } from '../names.ts';

/**
 * One entry for each set of attributes, up to a limit: what comes new past it shares one entry for each provider, so that
 * nothing is lost and memory stays bounded.
 */
export class AttributeSets<Entry> {
  readonly #entries = new Map<string, Entry>();
  readonly #limit: number;
  readonly #create: (attributes: Attributes) => Entry;

  /** @param limit sets at most; those that hold what went past it come on top, one for each provider but the first */
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
    const folded = foldAttributes(attributes);
    const foldedKey = JSON.stringify(folded);
    return this.#entries.get(foldedKey) ?? this.#add(foldedKey, folded);
  }

  values(): IterableIterator<Entry> {
    return this.#entries.values();
  }

  #add(key: string, attributes: Attributes): Entry {
    const entry = this.#create(attributes);
    this.#entries.set(key, entry);
    return entry;
  }
}

function foldAttributes(attributes: Attributes): Attributes {
  const folded: Attributes = { [ATTRIBUTE.overflow]: true };
  for (const name of [ATTRIBUTE.provider, ATTRIBUTE.genAiProviderName]) {
    if (attributes[name] !== undefined) folded[name] = attributes[name];
  }
  return folded;
}
