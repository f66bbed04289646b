import {
  type PanelDataSummary,
  type VisualizationSuggestion,
  VisualizationSuggestionScore,
  type VisualizationSuggestionsSupplier,
} from '@grafana/data';
import { budgetsFromFrames } from './frames/budgets-from-frames.ts';
import type { PanelOptions } from './options.ts';

/** Suggests the panel for data that has budgets with limits, and for no other. */
export const suggestBudgetPanel: VisualizationSuggestionsSupplier<PanelOptions> = (
  summary: PanelDataSummary,
) => {
  if (!summary.hasData || !summary.rawFrames) return;
  const { budgets } = budgetsFromFrames(summary.rawFrames);
  if (!budgets.some((budget) => budget.limit !== null)) return;
  const suggestion: VisualizationSuggestion<PanelOptions> = {
    name: 'Budget bars',
    description: 'What each budget has spent of its limit, and where it is going',
    score: VisualizationSuggestionScore.Best,
    cardOptions: {
      previewModifier: (preview) => {
        preview.options = { ...preview.options, showStatus: false };
      },
    },
  };
  return [suggestion];
};
