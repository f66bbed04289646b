import { asObject, asText } from '../wire/json-values.ts';
import type { CountTokens } from './tokenizer.ts';

/**
 * OpenAI puts functions to its models as declarations of TypeScript, framed by nine tokens. Found out by
 * hmarr/openai-chat-tokens, which agrees with what the API states but for one or two tokens.
 */
const TOKENS_OF_NAMESPACE = 9;
/** Schemas nested deeper are cut: they cost next to nothing and may be cyclic in nobody's mind but an attacker's. */
const MAX_DEPTH = 8;

/** Tokens of the functions that the model may call; undefined when a tool is none whose text is known. */
export function countTools(value: unknown, count: CountTokens): number | undefined {
  if (!Array.isArray(value) || value.length === 0) return 0;
  const declarations: string[] = [];
  for (const tool of value as unknown[]) {
    const declaration = declareFunction(tool);
    if (declaration === undefined) return undefined;
    declarations.push(declaration);
  }
  return (
    count(`namespace functions {\n\n${declarations.join('\n')}\n} // namespace functions`) +
    TOKENS_OF_NAMESPACE
  );
}

/** The shapes of OpenAI's chat (`function`), of its responses and older functions (flat), and of Anthropic's tools. */
function declareFunction(value: unknown): string | undefined {
  const tool = asObject(value);
  const definition = asObject(tool?.['function']) ?? tool;
  const name = asText(definition?.['name']);
  if (definition === undefined || name === undefined) return undefined;
  const schema = asObject(definition['parameters'] ?? definition['input_schema']);
  const lines: string[] = [];
  const description = asText(definition['description']);
  if (description !== undefined) lines.push(`// ${description}`);
  const members = declareMembers(schema, 0);
  if (members === '') lines.push(`type ${name} = () => any;`);
  else lines.push(`type ${name} = (_: {`, members, '}) => any;');
  return `${lines.join('\n')}\n`;
}

function declareMembers(schema: Record<string, unknown> | undefined, depth: number): string {
  const properties = asObject(schema?.['properties']);
  if (properties === undefined) return '';
  const required = new Set(Array.isArray(schema?.['required']) ? (schema['required'] as unknown[]) : []);
  const lines: string[] = [];
  for (const [name, value] of Object.entries(properties)) {
    const property = asObject(value) ?? {};
    const description = asText(property['description']);
    if (description !== undefined && depth < 2) lines.push(`// ${description}`);
    lines.push(`${name}${required.has(name) ? '' : '?'}: ${declareType(property, depth)},`);
  }
  return lines.join('\n');
}

function declareType(schema: Record<string, unknown>, depth: number): string {
  if (depth > MAX_DEPTH) return 'any';
  if (Array.isArray(schema['enum'])) {
    return (schema['enum'] as unknown[]).map((value) => JSON.stringify(value)).join(' | ');
  }
  switch (schema['type']) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema['type'];
    case 'integer':
    case 'number':
      return 'number';
    case 'array': {
      const items = asObject(schema['items']);
      return items === undefined ? 'any[]' : `${declareType(items, depth + 1)}[]`;
    }
    case 'object':
      return `{\n${declareMembers(schema, depth + 1)}\n}`;
    default:
      return 'any';
  }
}
