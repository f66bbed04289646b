/** The value as an object, or undefined when it is something else. */
export function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** The value as a text that is not empty. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The value as a number; what is not a number is no count, but a negative number is passed on to be refused. */
export function asCount(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** The objects among the elements of an array; none when the value is no array. */
export function listObjects(value: unknown): Record<string, unknown>[] {
  return (Array.isArray(value) ? value : []).map(asObject).filter((object) => object !== undefined);
}
