import type { PanelOptionsEditorBuilder } from '@grafana/data';
import type { SortBy } from './budget/sort-rows.ts';

export interface PanelOptions {
  sortBy: SortBy;
  showProjection: boolean;
  showToday: boolean;
  showStatus: boolean;
}

export const DEFAULT_OPTIONS: PanelOptions = {
  sortBy: 'spentShare',
  showProjection: true,
  showToday: true,
  showStatus: true,
};

export function addPanelOptions(builder: PanelOptionsEditorBuilder<PanelOptions>): void {
  builder
    .addSelect({
      path: 'sortBy',
      name: 'Sort by',
      defaultValue: DEFAULT_OPTIONS.sortBy,
      settings: {
        options: [
          { value: 'data', label: 'Order of the data' },
          { value: 'name', label: 'Name' },
          {
            value: 'spentShare',
            label: 'Share spent',
            description: 'Spent as a share of the limit, highest first',
          },
          {
            value: 'projectedShare',
            label: 'Share projected',
            description: 'Projected as a share of the limit, highest first',
          },
          { value: 'spent', label: 'Amount spent', description: 'Highest first' },
        ],
      },
    })
    .addBooleanSwitch({
      path: 'showProjection',
      name: 'Projection',
      description: "Mark what will have been spent at the period's end, with its band when the data has one",
      defaultValue: DEFAULT_OPTIONS.showProjection,
    })
    .addBooleanSwitch({
      path: 'showToday',
      name: 'Today',
      description: 'Mark the elapsed part of the period: a bar beyond it spends too fast',
      defaultValue: DEFAULT_OPTIONS.showToday,
    })
    .addBooleanSwitch({
      path: 'showStatus',
      name: 'Status column',
      description: 'Say how each budget stands, what is left, and when it runs out',
      defaultValue: DEFAULT_OPTIONS.showStatus,
    });
}
