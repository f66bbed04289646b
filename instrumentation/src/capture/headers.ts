/**
 * The value of a header, whatever form a client keeps headers in: a flat list of names and values (texts or bytes), an
 * object, or text (undici before 6). `name` is in lower case. Repeated headers of an object are joined by commas.
 */
export function findHeader(headers: unknown, name: string): string | undefined {
  if (Array.isArray(headers)) return findInList(headers, name);
  if (typeof headers === 'string') return findInText(headers, name);
  if (typeof headers === 'object' && headers !== null) {
    return findInObject(headers as Readonly<Record<string, unknown>>, name);
  }
  return undefined;
}

function findInList(headers: readonly unknown[], name: string): string | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const key = headers[i];
    // Most names differ in their length already: only those that do not are turned into text.
    if ((typeof key === 'string' || key instanceof Uint8Array) && key.length !== name.length) continue;
    if (toText(key).toLowerCase() === name) return toText(headers[i + 1]);
  }
  return undefined;
}

function findInText(headers: string, name: string): string | undefined {
  for (const line of headers.split('\r\n')) {
    const colon = line.indexOf(':');
    if (line.slice(0, colon).toLowerCase() === name) return line.slice(colon + 1).trim();
  }
  return undefined;
}

function findInObject(headers: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const direct = headers[name];
  if (direct !== undefined) return toText(direct);
  for (const key in headers) {
    if (key.length === name.length && key.toLowerCase() === name) {
      const value = headers[key];
      if (value !== undefined) return toText(value);
    }
  }
  return undefined;
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.join(', ');
  return Buffer.isBuffer(value) ? value.toString('latin1') : String(value);
}
