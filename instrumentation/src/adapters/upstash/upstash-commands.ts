import { isSuccess } from '../../call/status.ts';
import type { ResponseHead } from '../../capture/types.ts';
import { USAGE_UNIT } from '../../names.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asObject, asText } from '../../wire/json-values.ts';
import type { CallReader, Reading } from '../types.ts';

/** Commands that answer with one value, or null when there is none. */
const READS: ReadonlySet<string> = new Set(['GET', 'GETDEL', 'GETEX', 'HGET', 'LINDEX', 'ZSCORE']);
/** Commands that answer with a list, with null for each value that is not there. */
const MULTIPLE_READS: ReadonlySet<string> = new Set(['MGET', 'HMGET', 'JSON.MGET', 'ZMSCORE', 'GEOPOS']);

const COMMAND_SHAPE: Shape = { array: true };
const ANSWER_SHAPE: Shape = { object: { result: true, error: true } };

/**
 * Counts the commands of a request, each one of a pipeline or a transaction, and what reads found. Names of commands decide;
 * keys and values are let go with the request.
 */
export class UpstashCommandReader implements CallReader {
  readonly requestShape: Shape;
  readonly responseShape: Shape;
  readonly #isBatch: boolean;
  #commands: readonly string[];
  #answers: readonly unknown[] = [];
  #bytes: { sent: number; received: number } | undefined;
  #isAccepted = false;

  constructor(path: string, isBatch: boolean) {
    this.#isBatch = isBatch;
    this.requestShape = isBatch ? { array: COMMAND_SHAPE } : COMMAND_SHAPE;
    this.responseShape = isBatch ? { array: ANSWER_SHAPE } : ANSWER_SHAPE;
    // `GET /get/key` is a command too; a body, when there is one, is its last argument.
    const name = isBatch ? '' : (path.split('/', 2)[1] ?? '');
    this.#commands = name === '' ? [] : [name.toUpperCase()];
  }

  readRequest(document: unknown): void {
    if (!Array.isArray(document)) return;
    if (this.#isBatch) this.#commands = document.map(nameOf);
    else if (this.#commands.length === 0) this.#commands = [nameOf(document)];
  }

  readResponseHead({ statusCode }: ResponseHead): void {
    this.#isAccepted = isSuccess(statusCode);
  }

  readResponse(document: unknown): void {
    this.#answers = Array.isArray(document) ? document : [document];
  }

  readTransfer(bytes: { sent: number; received: number }): void {
    this.#bytes = bytes;
  }

  reading(): Reading {
    if (!this.#isAccepted || this.#commands.length === 0) return { complete: true };
    const found = this.#commands.flatMap((command, index) => findValues(command, this.#answers[index]));
    const hits = found.filter(Boolean).length;
    return {
      complete: true,
      usage: {
        units: {
          [USAGE_UNIT.commands]: this.#commands.length,
          [USAGE_UNIT.cacheHits]: hits,
          [USAGE_UNIT.cacheMisses]: found.length - hits,
          ...(this.#bytes !== undefined && {
            [USAGE_UNIT.bytesIn]: this.#bytes.sent,
            [USAGE_UNIT.bytesOut]: this.#bytes.received,
          }),
        },
      },
    };
  }
}

function nameOf(command: unknown): string {
  return (Array.isArray(command) ? asText(command[0])?.toUpperCase() : undefined) ?? '';
}

/** For each value that was read whether it was there; nothing when the command is no read, failed or is not known. */
function findValues(command: string, answer: unknown): boolean[] {
  const { result, error } = asObject(answer) ?? { error: true };
  if (error !== undefined) return [];
  // A value that was too large to be looked at was there.
  if (READS.has(command)) return [result !== null];
  return MULTIPLE_READS.has(command) && Array.isArray(result) ? result.map((value) => value !== null) : [];
}
