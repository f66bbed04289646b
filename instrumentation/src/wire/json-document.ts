import { JsonExtractor, type Shape } from '../wire/json-extractor.ts';

/** Up to here the engine's own parser is quicker than passing over what is not wanted. */
const MAX_PARSED_BYTES = 8 * 1024;

/** The wanted parts of a whole document; what they would be had it come in pieces. Undefined when it is no document. */
export function readDocument(bytes: Buffer, shape: Shape): unknown {
  if (bytes.length <= MAX_PARSED_BYTES) {
    try {
      return pick(JSON.parse(bytes.toString()), shape);
    } catch {
      // Broken off, or no JSON: what was complete counts.
    }
  }
  const extractor = new JsonExtractor(shape);
  extractor.write(bytes);
  return extractor.end();
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
