import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import type * as Zod from 'zod';
import { ConfigurationError } from './configuration-error.ts';
import { findClosest } from './edit-distance.ts';

/** What a file may say. `create` gets zod, which is loaded only when there is a file. */
export interface FileForm<T> {
  create: (zod: typeof Zod.z) => Zod.ZodType<T>;
  /** Every key that the file knows, for "did you mean". */
  keys: readonly string[];
  /** Keys whose value can be left out alone when it is mistaken; otherwise the list element around a mistake is. */
  separable?: readonly string[];
}

export interface ReadFile<T> {
  /** What the file says, without what cannot be used; undefined when nothing can. */
  value: T | undefined;
  /** One for each mistake: file, line, key, what is wrong and what would be right. */
  problems: readonly ConfigurationError[];
}

type Path = readonly PropertyKey[];

const require = createRequire(import.meta.url);

/** Parses the text of a YAML file; `name` is for the messages only. Loads `yaml` and `zod` (60 ms) when first called. */
export function parseYamlFile<T>(text: string, name: string, form: FileForm<T>): ReadFile<T> {
  const yaml = require('yaml') as typeof Yaml;
  const zod = require('zod') as typeof Zod;
  const lines = new yaml.LineCounter();
  // Without its log level, `yaml` quotes the file in warnings of the process.
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const problem = (line: number, message: string) => new ConfigurationError(`${name}:${line}: ${message}`);
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) =>
      problem(lines.linePos(error.pos[0]).line, `not YAML: ${error.message}`),
    );
    return { value: undefined, problems };
  }
  let value: unknown;
  try {
    value = document.toJS() ?? {};
  } catch (cause) {
    // Aliases that refer to each other, or too many of them.
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { value: undefined, problems: [problem(1, `not YAML: ${reason}`)] };
  }

  const schema = form.create(zod.z);
  let parsed = schema.safeParse(value);
  const problems = (parsed.error?.issues ?? []).map((issue) =>
    problem(lineOf(document, issue, lines), `${placeOf(issue.path)}${remedyOf(issue, form.keys)}`),
  );
  // What is left out can leave something else incomplete: the next round leaves that out too.
  while (!parsed.success) {
    const mistaken = parsed.error.issues.flatMap((issue) => mistakenParts(issue, form.separable ?? []));
    const smaller = without(value, mistaken);
    if (smaller === undefined) return { value: undefined, problems };
    value = smaller;
    parsed = schema.safeParse(value);
  }
  return { value: parsed.data, problems };
}

function placeOf(path: Path): string {
  const place = path
    .map((part) => (typeof part === 'number' ? `[${part + 1}]` : `.${String(part)}`))
    .join('');
  return place === '' ? '' : `${place.replace(/^\./, '')}: `;
}

function remedyOf(issue: Zod.core.$ZodIssue, keys: readonly string[]): string {
  switch (issue.code) {
    case 'unrecognized_keys': {
      const [unknown = ''] = issue.keys;
      // The key itself may be known, elsewhere.
      const others = keys.filter((key) => key !== unknown);
      const close = findClosest(unknown, others);
      const hint = close === undefined ? '; leave it out' : `; did you mean "${close}"?`;
      return `unknown key ${issue.keys.map((key) => `"${key}"`).join(', ')}${hint}`;
    }
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_key':
      return issue.issues.map((inner) => inner.message).join('; ');
    case 'invalid_type': {
      const expected = `${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
      return isMissing(issue) ? `is missing; it must be ${expected}` : `must be ${expected}`;
    }
    default:
      return issue.message;
  }
}

/** Issues do not carry the value; the message alone tells that there was none. */
function isMissing(issue: Zod.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && issue.message.endsWith('undefined');
}

/** Line of the node an issue points at, or of the nearest one around it. */
function lineOf(document: Yaml.Document, issue: Zod.core.$ZodIssue, lines: Yaml.LineCounter): number {
  const { isMap, isNode } = require('yaml') as typeof Yaml;
  const path = [...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const parent = path.length === 0 ? document.contents : document.getIn(path, true);
    const key = isMap(parent)
      ? parent.items.find((item) => String(item.key) === issue.keys[0])?.key
      : undefined;
    if (isNode(key)) return lines.linePos(key.range?.[0] ?? 0).line;
  }
  for (; path.length > 0; path.pop()) {
    const node = document.getIn(path, true);
    if (isNode(node)) return lines.linePos(node.range?.[0] ?? 0).line;
  }
  return lines.linePos(document.contents?.range?.[0] ?? 0).line;
}

/**
 * What is left out because of an issue: the list element that holds it, for half of a rule could match more than was
 * meant; outside of lists the value, or the keys that are not known.
 */
function mistakenParts(issue: Zod.core.$ZodIssue, separable: readonly string[]): Path[] {
  const apart = issue.path.findIndex((part) => separable.includes(String(part)));
  if (apart !== -1) return [issue.path.slice(0, apart + 1)];
  const element = issue.path.findLastIndex((part) => typeof part === 'number');
  if (element !== -1) return [issue.path.slice(0, element + 1)];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...issue.path, key]);
  return [isMissing(issue) ? issue.path.slice(0, -1) : issue.path];
}

/** A copy of `value` without the parts at `paths`; undefined when nothing is left or nothing is there to leave out. */
function without(value: unknown, paths: readonly Path[]): unknown {
  const here = new Set(paths.filter(({ length }) => length === 1).map(([part]) => String(part)));
  if (typeof value !== 'object' || value === null || paths.some(({ length }) => length === 0))
    return undefined;
  let changed = false;
  const entries = Object.entries(value).flatMap(([key, part]: [string, unknown]): [string, unknown][] => {
    if (here.has(key)) {
      changed = true;
      return [];
    }
    const inner = paths
      .filter((path) => path.length > 1 && String(path[0]) === key)
      .map((path) => path.slice(1));
    if (inner.length === 0) return [[key, part]];
    const smaller = without(part, inner);
    changed = true;
    return smaller === undefined ? [] : [[key, smaller]];
  });
  if (!changed) return undefined;
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}
