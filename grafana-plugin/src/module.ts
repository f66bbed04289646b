import { PanelPlugin } from '@grafana/data';
import { BudgetPanel } from './components/BudgetPanel.tsx';
import { FIELD_CONFIG } from './field-config.ts';
import { addPanelOptions, type PanelOptions } from './options.ts';
import { suggestBudgetPanel } from './suggestions.ts';

export const plugin = new PanelPlugin<PanelOptions>(BudgetPanel)
  .useFieldConfig(FIELD_CONFIG)
  .setPanelOptions(addPanelOptions)
  .setSuggestionsSupplier(suggestBudgetPanel);
