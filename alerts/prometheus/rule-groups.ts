import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A rule as Prometheus' rule files write it: `record` or `alert` is set. */
export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly Rule[];
}

const RULES_FOLDER = new URL('rules/', import.meta.url);

/** All groups of the rule files, in the order of the files' names. promtool, not this, says whether they are valid. */
export function readRuleGroups(): readonly RuleGroup[] {
  return readdirSync(RULES_FOLDER)
    .sort()
    .flatMap((file) => {
      const { groups } = parse(readFileSync(new URL(file, RULES_FOLDER), 'utf8')) as { groups: RuleGroup[] };
      return groups;
    });
}
