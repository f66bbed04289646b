import { USAGE_UNIT } from '../../names.ts';
import { countryOfNumber } from './calling-codes.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asObject, asText } from '../../wire/json-values.ts';
import { statedUsd, type TwilioPrice } from './twilio-price.ts';
import type { CallReader, Reading } from '../types.ts';

const RESPONSE_SHAPE: Shape = {
  object: {
    sid: true,
    status: true,
    direction: true,
    duration: true,
    to: true,
    price: true,
    price_unit: true,
  },
};

interface CallResponse extends TwilioPrice {
  sid?: unknown;
  status?: unknown;
  direction?: unknown;
  duration?: unknown;
  to?: unknown;
}

/** Reads a call that is looked up: once it is over, its seconds and the started minutes that are billed. */
export class TwilioCallReader implements CallReader {
  readonly responseShape: Shape = RESPONSE_SHAPE;
  #reading: Reading = { complete: true };

  readResponse(document: unknown): void {
    const call: CallResponse = asObject(document) ?? {};
    const seconds = Number(asText(call.duration) ?? call.duration ?? Number.NaN);
    if (call.status !== 'completed' || !(seconds >= 0)) return;
    const country = countryOfNumber(asText(call.to) ?? '');
    const variant = call.direction === 'inbound' ? 'inbound' : country;
    const resultId = asText(call.sid);
    const statedCostUsd = statedUsd(call);
    this.#reading = {
      complete: true,
      usage: {
        units: {
          [USAGE_UNIT.callSeconds]: seconds,
          [USAGE_UNIT.callMinutes]: Math.ceil(seconds / 60),
        },
      },
      ...(variant !== undefined && { variant }),
      ...(resultId !== undefined && { resultId }),
      ...(statedCostUsd !== undefined && { statedCostUsd }),
    };
  }

  reading(): Reading {
    return this.#reading;
  }
}
