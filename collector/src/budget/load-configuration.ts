import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { OutlayError } from '../error.ts';
import { type BudgetsConfiguration, budgetsSchema } from './configuration.ts';
import { explainIssues } from './explain-issues.ts';

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
  const parsed = budgetsSchema(ownLabels).safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    explainIssues(parsed.error.issues, document, lines, ownLabels).map(
      ({ line, text: mistake }) => `${path}:${line}: ${mistake}`,
    ),
  );
}

/** The names that `labels` lists, also where the rest of the file is wrong. */
function ownLabelsOf(value: unknown): readonly string[] {
  const { labels } = value as { labels?: unknown };
  return Array.isArray(labels) ? labels.filter((name) => typeof name === 'string') : [];
}
