/** As the instrumentation cuts names that become labels. */
const MAX_LENGTH = 128;

/** A name as a label takes it. */
export function shortLabel(text: string): string {
  return text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH) : text;
}
