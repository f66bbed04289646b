import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigurationError } from './configuration-error.ts';
import { EMPTY_OUTLAY_FILE, OUTLAY_FORM, type OutlayFile } from './outlay-form.ts';
import { parseYamlFile } from './yaml-file.ts';

export const CONFIG_VARIABLE = 'OUTLAY_CONFIG';
const DEFAULT_CONFIG_FILE = 'outlay.yaml';

export interface LoadedOutlayFile {
  file: OutlayFile;
  /** One for each mistake; what has none counts. */
  problems: readonly ConfigurationError[];
}

/**
 * Reads `path`, or `outlay.yaml` in the working directory when that is there. Never throws: what cannot be used is left
 * out and told.
 */
export function loadOutlayFile(path: string | undefined): LoadedOutlayFile {
  const named = path !== undefined && path !== '';
  const name = named ? path : DEFAULT_CONFIG_FILE;
  try {
    if (!named && !existsSync(name)) return { file: EMPTY_OUTLAY_FILE, problems: [] };
    return parseOutlayFile(readFileSync(resolve(name), 'utf8'), name);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const remedy = named ? `name the file with ${CONFIG_VARIABLE} or \`configFile\`` : 'make it readable';
    const problem = new ConfigurationError(`${name}: cannot be read (${reason}); ${remedy}`, { cause });
    return { file: EMPTY_OUTLAY_FILE, problems: [problem] };
  }
}

/** Parses the text of `outlay.yaml`; `name` is for the messages only. */
export function parseOutlayFile(text: string, name: string): LoadedOutlayFile {
  const { value, problems } = parseYamlFile(text, name, OUTLAY_FORM);
  return { file: value ?? EMPTY_OUTLAY_FILE, problems };
}
