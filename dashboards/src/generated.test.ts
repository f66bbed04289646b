import { readdirSync, readFileSync } from 'node:fs';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, expect, it } from 'vitest';
import { GENERATED_FOLDER, renderDashboards } from './generated.ts';
import { overview } from './overview.ts';

const rendered = renderDashboards();

describe('dashboards/generated', () => {
  it.each([...rendered.keys()])(
    '%s is what the code renders (run "npm run generate -w dashboards")',
    (file) => {
      expect(readFileSync(new URL(file, GENERATED_FOLDER), 'utf8')).toBe(rendered.get(file));
    },
  );

  it('holds no file that the code does not render', () => {
    expect(readdirSync(GENERATED_FOLDER).sort()).toEqual([...rendered.keys()].sort());
  });
});

describe('the overview dashboard', () => {
  const panels = (overview().panels ?? []) as Panel[];

  it.each(panels)('panel "$title" has a query, a description and, but for the budgets, a unit', (panel) => {
    expect(panel.targets).toHaveLength(1);
    expect(panel.description).toMatch(/\.$/);
    // Budgets come in several currencies; the panel reads them from the data.
    if (panel.type !== 'outlay-budget-panel') expect(panel.fieldConfig?.defaults.unit).toBeTruthy();
  });

  it('gives each panel an id and a place of its own', () => {
    expect(new Set(panels.map((panel) => panel.id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos }) => {
      const { x = 0, y = 0, w = 0, h = 0 } = gridPos ?? {};
      expect(x + w).toBeLessThanOrEqual(24);
      return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('asks the data source that the reader chose', () => {
    const sources = panels.map((panel) => panel.datasource?.uid);
    expect(new Set(sources)).toEqual(new Set(['${datasource}']));
  });
});
