interface Pattern<Value> {
  matches: RegExp;
  /** Letters that are written out: of two patterns that match, the one that says more counts. */
  weight: number;
  value: Value;
}

/**
 * Finds what belongs to a host: by its name, by a name that starts with a dot for all its subdomains, or by a pattern in
 * which `*` stands for any part without a dot. A name counts before a pattern, and what is added later before what is
 * as precise.
 */
export class HostTable<Value> {
  readonly #byName = new Map<string, Value>();
  #patterns: Pattern<Value>[] = [];

  add(host: string, value: Value): void {
    if (!host.startsWith('.') && !host.includes('*')) {
      this.#byName.set(host, value);
      return;
    }
    const weight = host.replaceAll('*', '').length;
    this.#patterns = [{ matches: compile(host), weight, value }, ...this.#patterns].sort(
      (one, other) => other.weight - one.weight,
    );
  }

  find(hostname: string): Value | undefined {
    const named = this.#byName.get(hostname);
    if (named !== undefined) return named;
    return this.#patterns.find(({ matches }) => matches.test(hostname))?.value;
  }
}

function compile(host: string): RegExp {
  const body = host
    .split('*')
    .map((part) => part.replace(/[^a-z0-9_-]/gi, '\\$&'))
    .join('[^.]+');
  return new RegExp(`^${host.startsWith('.') ? '.+' : ''}${body}$`);
}
