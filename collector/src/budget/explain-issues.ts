import { type Document, type LineCounter, type Node, isMap, isNode } from 'yaml';
import type { z } from 'zod';
import { BUDGET_KEYS, OVERRIDE_KEYS } from './budget-entry.ts';
import { FILE_KEYS, MATCHABLE_LABELS, RATE_KEYS } from './configuration.ts';
import { closest } from './did-you-mean.ts';
import { SEVERITIES } from './thresholds.ts';

type Issue = z.core.$ZodIssue;

/** A mistake in a budgets file: what is wrong at which key, and what would be right. */
export interface Mistake {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** Puts what a schema found into words, with the line where it stands, from the top of the file down. */
export function explainIssues(
  issues: readonly Issue[],
  document: Document,
  lines: LineCounter,
  ownLabels: readonly string[],
): Mistake[] {
  return issues
    .flatMap(relevantIssues)
    .map((issue) => ({
      line: lineOf(document, issue, lines),
      text: `${placeOf(issue)}${remedyOf(issue, ownLabels)}`,
    }))
    .sort((a, b) => a.line - b.line);
}

/** Of a choice that failed, what is wrong inside the alternative that was meant: the one that fits as a whole. */
function relevantIssues(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.find((inner) =>
    inner.every(({ code, path }) => path.length > 0 || code === 'unrecognized_keys' || code === 'custom'),
  );
  return meant === undefined || meant.length === 0
    ? [issue]
    : meant.flatMap((inner) => relevantIssues({ ...inner, path: [...issue.path, ...inner.path] }));
}

function placeOf(issue: Issue): string {
  const place = issue.path
    .map((part) => (typeof part === 'number' ? `[${part + 1}]` : `.${String(part)}`))
    .join('');
  return place === '' ? '' : `${place.replace(/^\./, '')}: `;
}

function remedyOf(issue: Issue, ownLabels: readonly string[]): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `unknown key ${issue.keys.map((key) => `"${key}"`).join(', ')}${suggestion(issue) || knownLabels(issue, ownLabels)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}${meantValue(issue.input, issue.values)}`;
    case 'invalid_union':
      return `${issue.message}${meantValue(issue.input, valuesOf(issue))}`;
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
  if (type === 'record') return 'a map';
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** The values of an enumeration that is one of several choices. */
function valuesOf(issue: Extract<Issue, { code: 'invalid_union' }>): readonly unknown[] {
  return issue.errors.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values : []));
}

function meantValue(input: unknown, values: readonly unknown[]): string {
  const known = values.filter((value) => typeof value === 'string');
  const close = typeof input === 'string' ? closest(input, known) : undefined;
  return close === undefined ? '' : `; did you mean "${close}"?`;
}

/** The known key that was probably meant: one of this place, else one of another. */
function suggestion({
  keys,
  path,
}: {
  readonly keys: readonly string[];
  readonly path: Issue['path'];
}): string {
  const [key] = keys;
  if (key === undefined) return '';
  const close = closest(key, keysAt(path)) ?? closest(key, ALL_KEYS);
  return close === undefined ? '' : `; did you mean "${close}"?`;
}

const PERIOD_KEYS = ['from', 'to'];
const ALL_KEYS = [
  ...FILE_KEYS,
  ...RATE_KEYS,
  ...BUDGET_KEYS,
  ...PERIOD_KEYS,
  ...SEVERITIES,
  ...MATCHABLE_LABELS,
];

function keysAt(path: Issue['path']): readonly string[] {
  if (path.length === 0) return FILE_KEYS;
  if (path[0] === 'exchangeRates') return RATE_KEYS;
  switch (path.at(-1)) {
    case 'match':
      return MATCHABLE_LABELS;
    case 'thresholds':
      return SEVERITIES;
    case 'period':
      return PERIOD_KEYS;
    default:
      return path.includes('overrides') ? OVERRIDE_KEYS : BUDGET_KEYS;
  }
}

/** Labels are too alike to guess from, and few enough to list. */
function knownLabels(issue: Issue, ownLabels: readonly string[]): string {
  const known = [...MATCHABLE_LABELS, ...ownLabels].join(', ');
  return issue.path.at(-1) === 'match'
    ? `; a budget can match ${known}, and own labels that the file's "labels" names`
    : '';
}

/** Line of the node an issue points at, or of the nearest one around it. */
function lineOf(document: Document, issue: Issue, lines: LineCounter): number {
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
