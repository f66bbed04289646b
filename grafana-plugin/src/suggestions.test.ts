import {
  type DataFrame,
  FieldType,
  getPanelDataSummary,
  toDataFrame,
  VisualizationSuggestionScore,
} from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { longTable, seriesOfBudget } from '../test/frames.ts';
import { suggestBudgetPanel } from './suggestions.ts';

const suggestFor = (frames: DataFrame[]) => suggestBudgetPanel(getPanelDataSummary(frames));

describe('the suggestion of this panel', () => {
  it('is the best for data with budgets', () => {
    expect(suggestFor([longTable(seriesOfBudget('openai', 'GBP'))])).toMatchObject([
      { name: 'Budget bars', score: VisualizationSuggestionScore.Best },
    ]);
  });

  it('is not made for other data, nor for none', () => {
    const cpu = toDataFrame({ fields: [{ name: 'cpu', type: FieldType.number, values: [0.4] }] });
    expect(suggestFor([cpu])).toBeUndefined();
    expect(suggestFor([])).toBeUndefined();
  });
});
