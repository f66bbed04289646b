import { Temporal } from 'temporal-polyfill';

/**
 * Reads a time: ISO 8601 with or without an offset (a space instead of the T is accepted), a day, or seconds or
 * milliseconds since the Unix epoch. A time without offset is local to the time zone; where daylight saving makes it
 * ambiguous the earlier one is meant, where it skips it the later.
 *
 * @returns undefined when it is none of these
 */
export function parseTimestamp(text: string, timeZone: string): Date | undefined {
  if (/^\d{10}(\.\d+)?$/.test(text)) return new Date(Math.round(Number(text) * 1000));
  if (/^\d{13}$/.test(text)) return new Date(Number(text));
  const iso = text.replace(/^(\d{4}-\d{2}-\d{2}) (?=\d)/, '$1T').replace(/ (?=(Z|[+-]\d{2}:?\d{2})$)/i, '');
  try {
    if (/T.*(Z|[+-]\d{2}(:?\d{2})?)$/i.test(iso))
      return new Date(Temporal.Instant.from(iso).epochMilliseconds);
    return new Date(Temporal.PlainDateTime.from(iso).toZonedDateTime(timeZone).epochMilliseconds);
  } catch {
    return undefined;
  }
}
