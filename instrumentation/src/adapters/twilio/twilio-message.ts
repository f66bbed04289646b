import { USAGE_UNIT } from '../../names.ts';
import { countryOfNumber } from './calling-codes.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asObject, asText } from '../../wire/json-values.ts';
import { countSmsSegments } from './sms-segments.ts';
import { statedUsd, type TwilioPrice } from './twilio-price.ts';
import type { CallReader, Reading } from '../types.ts';

const RESPONSE_SHAPE: Shape = {
  object: { sid: true, status: true, num_segments: true, num_media: true, price: true, price_unit: true },
};
/** A message in one of these states when it is created will not be sent. */
const NOT_SENT: ReadonlySet<unknown> = new Set(['failed', 'undelivered', 'canceled']);
/** What may stand before a number or a name in `To`; anything else is `other`. */
const CHANNELS: ReadonlySet<string> = new Set(['whatsapp', 'messenger', 'rcs']);

interface MessageResponse extends TwilioPrice {
  sid?: unknown;
  status?: unknown;
  num_segments?: unknown;
  num_media?: unknown;
}

/**
 * Reads a message that is sent. SMS are billed by the segment: what the response says, and the text's own count where it
 * says none yet, as for a messaging service. MMS and the messages of other channels are billed each. Of the number only
 * the country is kept, of the text only its count.
 */
export class TwilioMessageReader implements CallReader {
  readonly responseShape: Shape = RESPONSE_SHAPE;
  #channel: string | undefined;
  #country: string | undefined;
  #countedSegments: number | undefined;
  #hasMedia = false;
  #isTemplate = false;
  #response: MessageResponse | undefined;

  readFormField(name: string, value: string): void {
    if (name === 'To') {
      const colon = value.indexOf(':');
      if (colon === -1) this.#country = countryOfNumber(value);
      else this.#channel = CHANNELS.has(value.slice(0, colon)) ? value.slice(0, colon) : 'other';
    } else if (name === 'Body') this.#countedSegments = countSmsSegments(value);
    else if (name === 'MediaUrl') this.#hasMedia = true;
    else if (name === 'ContentSid') this.#isTemplate = true;
  }

  readResponse(document: unknown): void {
    this.#response = asObject(document);
  }

  reading(): Reading {
    const response = this.#response;
    if (response === undefined) return { complete: true };
    const { variant, unit, count } = this.#billed(response);
    const resultId = asText(response.sid);
    const statedCostUsd = statedUsd(response);
    const isSent = !NOT_SENT.has(response.status);
    return {
      complete: true,
      notBilled: !isSent,
      ...(isSent && count !== undefined && { usage: { units: { [unit]: count } } }),
      ...(isSent && statedCostUsd !== undefined && { statedCostUsd }),
      ...(variant !== undefined && { variant }),
      ...(resultId !== undefined && { resultId }),
    };
  }

  #billed(response: MessageResponse) {
    if (this.#channel !== undefined) {
      const variant = this.#isTemplate ? `${this.#channel}_template` : this.#channel;
      return { variant, unit: USAGE_UNIT.messages, count: 1 };
    }
    if (this.#hasMedia || Number(response.num_media) > 0) {
      const variant = this.#country === undefined ? undefined : `mms_${this.#country}`;
      return { variant, unit: USAGE_UNIT.messages, count: 1 };
    }
    const stated = Number(response.num_segments);
    const count = stated > 0 ? stated : this.#countedSegments;
    return { variant: this.#country, unit: USAGE_UNIT.smsSegments, count };
  }
}
