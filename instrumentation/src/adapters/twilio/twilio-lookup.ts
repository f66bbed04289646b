import type { RequestHead } from '../../capture/types.ts';
import { USAGE_UNIT } from '../../names.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asObject } from '../../wire/json-values.ts';
import type { BilledResult, CallReader, Reading } from '../types.ts';

/** Data packages of Lookup, as they are called in `Fields` and in the response. Source: twilio.com/docs/lookup/v2-api. */
const PACKAGES = [
  'caller_name',
  'sim_swap',
  'call_forwarding',
  'line_status',
  'line_type_intelligence',
  'identity_match',
  'reassigned_number',
  'sms_pumping_risk',
  'phone_number_quality_score',
  'pre_fill',
] as const;
/** What version 1 asks for in `Type`. */
const OLD_TYPES: ReadonlyMap<string, string> = new Map([
  ['carrier', 'carrier'],
  ['caller-name', 'caller_name'],
]);
const BASIC = 'basic';

/** An empty shape tells whether a member is an object, and keeps nothing of it. */
const RESPONSE_SHAPE: Shape = { object: Object.fromEntries(PACKAGES.map((name) => [name, { object: {} }])) };

/** Reads which data packages of a number were looked up: each is billed by itself, the format of a number is free. */
export class TwilioLookupReader implements CallReader {
  readonly responseShape: Shape = RESPONSE_SHAPE;
  readonly #asked: readonly string[];
  #answered: readonly string[] | undefined;

  constructor(head: RequestHead) {
    const fields = head.parameter?.('Fields')?.split(',') ?? [];
    const old = OLD_TYPES.get(head.parameter?.('Type') ?? '');
    this.#asked = [
      ...PACKAGES.filter((name) => fields.some((field) => field.trim() === name)),
      ...(old === undefined ? [] : [old]),
    ];
  }

  readResponse(document: unknown): void {
    const response = asObject(document);
    if (response !== undefined) this.#answered = PACKAGES.filter((name) => response[name] !== undefined);
  }

  reading(): Reading {
    if (this.#answered === undefined) return { complete: true };
    const packages = [...new Set([...this.#asked, ...this.#answered])];
    const results = (packages.length === 0 ? [BASIC] : packages).map((variant): BilledResult => ({
      usage: { units: { [USAGE_UNIT.lookups]: 1 } },
      variant,
    }));
    return { complete: true, results };
  }
}
