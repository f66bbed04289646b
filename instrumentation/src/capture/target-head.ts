import { pathOf, queryParameter, type Target } from './authority.ts';
import type { RequestHead } from './types.ts';

/** The head of a request to `target`. The query stays here: it is only asked for single parameters. */
export class TargetHead implements RequestHead {
  readonly method: string;
  readonly hostname: string;
  readonly port: number | undefined;
  readonly path: string;
  readonly header: (name: string) => string | undefined;
  readonly #pathAndQuery: string;

  /** @param header finds a header by its name in lower case */
  constructor(method: string, target: Target, header: (name: string) => string | undefined) {
    this.method = method.toUpperCase();
    this.hostname = target.hostname;
    this.port = target.port;
    this.path = pathOf(target.pathAndQuery);
    this.header = header;
    this.#pathAndQuery = target.pathAndQuery;
  }

  parameter(name: string): string | undefined {
    return queryParameter(this.#pathAndQuery, name);
  }
}
