import { USAGE_UNIT } from '../../names.ts';
import { countryOfNumber } from './calling-codes.ts';
import type { Shape } from '../../wire/json-extractor.ts';
import { asObject, asText } from '../../wire/json-values.ts';
import type { CallReader, Reading } from '../types.ts';

const START_SHAPE: Shape = { object: { channel: true } };
const CHECK_SHAPE: Shape = { object: { sid: true, status: true } };
const CHANNELS: readonly string[] = [
  'sms',
  'call',
  'email',
  'whatsapp',
  'rcs',
  'sna',
  'push',
  'totp',
  'auto',
];

/** Reads a verification that is begun: its channel costs by itself, an SMS what one segment costs in its country. */
export class TwilioVerificationReader implements CallReader {
  readonly responseShape: Shape = START_SHAPE;
  #channel: string | undefined;
  #country: string | undefined;
  #accepted = false;

  readFormField(name: string, value: string): void {
    if (name === 'To') this.#country = countryOfNumber(value);
    else if (name === 'Channel') this.#channel = value;
  }

  readResponse(document: unknown): void {
    const response = asObject(document);
    if (response === undefined) return;
    this.#accepted = true;
    this.#channel = asText(response['channel']) ?? this.#channel;
  }

  reading(): Reading {
    if (!this.#accepted) return { complete: true };
    const channel = this.#channel?.toLowerCase() ?? '';
    const variant = channel === 'sms' ? this.#country : CHANNELS.find((known) => known === channel);
    return {
      complete: true,
      usage: {
        units: {
          [USAGE_UNIT.verifications]: 1,
          ...(channel === 'sms' && { [USAGE_UNIT.smsSegments]: 1 }),
        },
      },
      ...(variant !== undefined && { variant }),
    };
  }
}

/** Reads whether a verification succeeded: only that has the fee of a verification. */
export class TwilioVerificationCheckReader implements CallReader {
  readonly responseShape: Shape = CHECK_SHAPE;
  #reading: Reading = { complete: true };

  readResponse(document: unknown): void {
    const { sid, status } = asObject(document) ?? {};
    if (status !== 'approved') return;
    const resultId = asText(sid);
    this.#reading = {
      complete: true,
      usage: { units: { [USAGE_UNIT.approvedVerifications]: 1 } },
      ...(resultId !== undefined && { resultId }),
    };
  }

  reading(): Reading {
    return this.#reading;
  }
}
