import type { Shape } from './json-extractor.ts';
import { scanDocument } from './json-scan.ts';

/** Up to here the engine's own parser is quicker than passing over what is not wanted. */
const MAX_PARSED_BYTES = 4 * 1024;

/** What `scanDocument` gives, of a document of which much is wanted. */
export function readDocument(bytes: Buffer, shape: Shape): unknown {
  if (bytes.length > MAX_PARSED_BYTES) return scanDocument(bytes, shape);
  try {
    return pick(JSON.parse(bytes.toString()), shape);
  } catch {
    return scanDocument(bytes, shape);
  }
}

function pick(value: unknown, shape: Shape): unknown {
  if (shape === true) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return shape.array && pickElements(value, shape.array);
  return shape.object && pickMembers(value as Readonly<Record<string, unknown>>, shape.object);
}

function pickElements(values: readonly unknown[], shape: Shape): unknown[] {
  const picked: unknown[] = [];
  for (const value of values) {
    const element = pick(value, shape);
    if (element !== undefined) picked.push(element);
  }
  return picked;
}

function pickMembers(
  value: Readonly<Record<string, unknown>>,
  shape: Readonly<Record<string, Shape>>,
): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name in shape) {
    const wanted = shape[name];
    if (wanted === undefined || !Object.hasOwn(value, name)) continue;
    const member = pick(value[name], wanted);
    if (member !== undefined) picked[name] = member;
  }
  return picked;
}
