import type { Random } from './random.ts';

const STRANGE_TEXTS = [
  ...[
    '',
    '\u0000',
    'NaN',
    'Infinity',
    '-1',
    '1e999',
    '99999999999999999999',
    '9'.repeat(400),
    '\ud800',
    '\u202e',
  ],
  ...[
    '__proto__',
    'constructor',
    '<script>',
    '"\\\n',
    'é'.repeat(300),
    '1767225600000000000',
    'x'.repeat(5_000),
  ],
];
/** As they stand in the text, so that they may be no JSON at all. */
const STRANGE_TOKENS = [
  ...['null', 'true', '[]', '{}', '0', '-0', '-1', '1e999', '-1e999', '1e-400', '0.1e', 'NaN', 'Infinity'],
  ...[
    '18446744073709551616',
    '9007199254740993',
    '[null]',
    '{"__proto__":{"polluted":1}}',
    '""',
    '"\\ud800"',
  ],
];
const DEPTH = 3_000;
/** Stands in the tree where a strange token goes into the text. */
const MARK = 'a strange token';

/** Changes the tree of a JSON document at some of its places, or its text. */
export function mutateJson(text: string, random: Random): string {
  if (random.next() < 0.03) return nestDeeply(text, random);
  const document: unknown = JSON.parse(text);
  let changed: unknown = document;
  for (let changes = random.next() < 0.3 ? 3 : 1; changes > 0; changes -= 1)
    changed = changeSomewhere(changed, random);
  // What JSON.stringify would not write is put in afterwards.
  return JSON.stringify(changed).replaceAll(`"${MARK}"`, () => random.pick(STRANGE_TOKENS));
}

function changeSomewhere(node: unknown, random: Random): unknown {
  if (node === null || typeof node !== 'object' || random.next() < 0.06) return strangeValue(node, random);
  if (Array.isArray(node)) {
    const at = random.below(node.length);
    if (node.length === 0 || random.next() < 0.05) return [...node, ...node];
    return node.map((child, i) => (i === at ? changeSomewhere(child, random) : child));
  }
  const entries = Object.entries(node);
  const at = random.below(entries.length);
  const [key, value] = entries[at] ?? ['none', 0];
  const choice = random.next();
  if (choice < 0.04) entries.splice(at, 1);
  else if (choice < 0.08) entries[at] = [random.pick(STRANGE_TEXTS), value];
  else entries[at] = [key, changeSomewhere(value, random)];
  return Object.fromEntries(entries);
}

function strangeValue(value: unknown, random: Random): unknown {
  switch (random.below(5)) {
    case 0:
      return random.pick(STRANGE_TEXTS);
    case 1:
      return [value];
    case 2:
      return { value };
    default:
      return MARK;
  }
}

function nestDeeply(text: string, random: Random): string {
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['{"arrayValue":{"values":[', ']}}'],
  ] as const);
  const at = text.indexOf('"stringValue"');
  const nested = open.repeat(DEPTH) + '0' + close.repeat(DEPTH);
  return at === -1 ? nested : `${text.slice(0, at)}"arrayValue":${nested},${text.slice(at)}`;
}
