import { readFileSync } from 'node:fs';
import { type Document, LineCounter, type Node, isMap, isNode, parseDocument } from 'yaml';
import type { z } from 'zod';
import { OutlayError } from '../error.ts';
import { type BudgetsConfiguration, MATCHABLE_LABELS, budgetsSchema } from './configuration.ts';

/** `budgets.yaml` says something that cannot be meant; every mistake that was found is in `mistakes`. */
export class ConfigurationError extends OutlayError {
  override readonly name = 'ConfigurationError';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[], options?: ErrorOptions) {
    super(mistakes.join('\n'), options);
    this.mistakes = mistakes;
  }
}

/**
 * Reads `budgets.yaml`.
 *
 * @throws ConfigurationError with file, line and remedy of each mistake, or when the file cannot be read
 */
export function loadBudgets(path: string): BudgetsConfiguration {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(
      [`${path}: cannot be read (${reason}); name the budgets file with --config`],
      {
        cause,
      },
    );
  }
  return parseBudgets(text, path);
}

/** Parses the text of `budgets.yaml`; `path` is for the messages only. */
export function parseBudgets(text: string, path: string): BudgetsConfiguration {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new ConfigurationError(
      document.errors.map(
        (error) => `${path}:${lines.linePos(error.pos[0]).line}: not YAML: ${error.message}`,
      ),
    );
  }
  let value: unknown;
  try {
    value = document.toJS() ?? {};
  } catch (cause) {
    throw new ConfigurationError(
      [`${path}: not YAML: ${cause instanceof Error ? cause.message : String(cause)}`],
      {
        cause,
      },
    );
  }
  const ownLabels = ownLabelsOf(value);
  const parsed = budgetsSchema(ownLabels).safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    parsed.error.issues.map((issue) => {
      const line = lineOf(document, issue, lines);
      return `${path}:${line}: ${placeOf(issue)}${remedyOf(issue, ownLabels)}`;
    }),
  );
}

/** The names that `labels` lists, also where the rest of the file is wrong. */
function ownLabelsOf(value: unknown): readonly string[] {
  const { labels } = value as { labels?: unknown };
  return Array.isArray(labels) ? labels.filter((name) => typeof name === 'string') : [];
}

function placeOf(issue: z.core.$ZodIssue): string {
  const place = issue.path
    .map((part) => (typeof part === 'number' ? `[${part + 1}]` : `.${String(part)}`))
    .join('');
  return place === '' ? '' : `${place.replace(/^\./, '')}: `;
}

function remedyOf(issue: z.core.$ZodIssue, ownLabels: readonly string[]): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `unknown key ${issue.keys.map((key) => `"${key}"`).join(', ')}${suggestion(issue) || knownLabels(issue, ownLabels)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_key':
      return issue.issues.map((inner) => inner.message).join('; ');
    case 'invalid_type':
      return issue.input === undefined && issue.message.includes('undefined')
        ? `is missing; it must be ${withArticle(issue.expected)}`
        : `must be ${withArticle(issue.expected)}`;
    default:
      return issue.message;
  }
}

function withArticle(type: string): string {
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

const KNOWN_KEYS: readonly string[] = [
  'labels',
  'exchangeRates',
  'budgets',
  'from',
  'perUsd',
  'name',
  'match',
  'limit',
  'currency',
  'period',
  'timeZone',
  'thresholds',
  'warning',
  'critical',
  ...MATCHABLE_LABELS,
];

/** The known key that was probably meant. */
function suggestion(issue: { readonly keys: readonly string[] }): string {
  const [key] = issue.keys;
  if (key === undefined) return '';
  const close = KNOWN_KEYS.find((known) => editDistance(normal(known), normal(key)) <= 2);
  return close === undefined ? '' : `; did you mean "${close}"?`;
}

/** Labels are too alike to guess from, and few enough to list. */
function knownLabels(issue: z.core.$ZodIssue, ownLabels: readonly string[]): string {
  const known = [...MATCHABLE_LABELS, ...ownLabels].join(', ');
  return issue.path.at(-1) === 'match'
    ? `; a budget can match ${known}, and own labels that the file's "labels" names`
    : '';
}

const normal = (key: string) => key.toLowerCase().replace(/[_-]/g, '');

/** Levenshtein distance, for "did you mean". */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** Line of the node an issue points at, or of the nearest one around it. */
function lineOf(document: Document, issue: z.core.$ZodIssue, lines: LineCounter): number {
  const path = [...issue.path] as (string | number)[];
  if (issue.code === 'unrecognized_keys') {
    const parent = path.length === 0 ? document.contents : document.getIn(path, true);
    const key = isMap(parent)
      ? parent.items.find((item) => String(item.key) === issue.keys[0])?.key
      : undefined;
    if (isNode(key)) return lineOfNode(key, lines);
  }
  for (; path.length > 0; path.pop()) {
    const node = document.getIn(path, true);
    if (isNode(node)) return lineOfNode(node, lines);
  }
  return isNode(document.contents) ? lineOfNode(document.contents, lines) : 1;
}

function lineOfNode(node: Node, lines: LineCounter): number {
  return lines.linePos(node.range?.[0] ?? 0).line;
}
