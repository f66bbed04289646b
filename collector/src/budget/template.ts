import type { SeriesIdentity } from '../ledger/series.ts';
import { labelOf } from './match.ts';

/** Labels that a budget's name has a place for: `tenant` of `tenant-{tenant}`. */
export function templateLabels(name: string): string[] {
  return [...name.matchAll(/\{([^}]*)\}/g)].map(([, label = '']) => label);
}

/**
 * Fills a template such as `tenant-{tenant}` from the labels of a series.
 *
 * @returns undefined when the series lacks a label of the template
 */
export function fillTemplate(name: string, series: SeriesIdentity): string | undefined {
  let isComplete = true;
  const filled = name.replace(/\{([^}]*)\}/g, (_, label: string) => {
    const value = labelOf(series, label);
    if (value === undefined) isComplete = false;
    return value ?? '';
  });
  return isComplete ? filled : undefined;
}
