/** Base class of the errors that Outlay explains to a person: the message says what was wrong, where, and what to do. */
export class OutlayError extends Error {
  override readonly name: string = 'OutlayError';
}
