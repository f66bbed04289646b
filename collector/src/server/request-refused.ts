import { OutlayError } from '../error.ts';
import type { RefusalReason } from '../exposition/server-metrics.ts';

/** A request is not let in. Each port's error handler answers in its own format. */
export class RequestRefused extends OutlayError {
  override readonly name = 'RequestRefused';
  readonly statusCode: number;
  readonly reason: RefusalReason;

  constructor(statusCode: number, reason: RefusalReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.statusCode = statusCode;
    this.reason = reason;
  }
}
