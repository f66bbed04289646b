import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { BUDGET_METRIC } from '../../instrumentation/src/names.ts';

// The plugin imports nothing of ours, so that it can be built and published alone; its names are held to ours here.
describe('the metrics that the panel draws', () => {
  it('are metrics that the collector emits', async () => {
    const roles = await readFile(
      new URL('../../grafana-plugin/src/frames/roles.ts', import.meta.url),
      'utf8',
    );
    const drawn = [...new Set(roles.match(/\boutlay_budget_[a-z_]*[a-z]\b/g))];

    expect(drawn.length).toBeGreaterThanOrEqual(6);
    const emitted: readonly string[] = Object.values(BUDGET_METRIC);
    expect(drawn.filter((name) => !emitted.includes(name))).toEqual([]);
  });
});
