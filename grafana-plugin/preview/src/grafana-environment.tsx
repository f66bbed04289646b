import { standardEditorsRegistry, standardFieldConfigEditorRegistry } from '@grafana/data';
import type { PanelDataErrorViewProps } from '@grafana/runtime';
import { setPanelDataErrorView } from '@grafana/runtime/internal';

const noEditor = () => null;

/** Standard options of a field that panels may enable; this page has no panel editor, so none has an editor. */
const STANDARD_FIELD_OPTIONS = [
  'unit',
  'min',
  'max',
  'fieldMinMax',
  'decimals',
  'displayName',
  'noValue',
  'thresholds',
  'mappings',
  'links',
  'actions',
  'color',
  'filterable',
];

/** Kinds of editors that a panel's options may ask for. */
const OPTION_EDITORS = [
  'text',
  'number',
  'slider',
  'boolean',
  'select',
  'multi-select',
  'radio',
  'color',
  'unit',
  'field-name',
];

/** What Grafana has set up before it loads a plugin. */
export function prepareGrafanaEnvironment(): void {
  standardEditorsRegistry.setInit(() => OPTION_EDITORS.map((id) => ({ id, name: id, editor: noEditor })));
  standardFieldConfigEditorRegistry.setInit(() =>
    STANDARD_FIELD_OPTIONS.map((id) => ({
      id,
      path: id,
      name: id,
      editor: noEditor,
      override: noEditor,
      process: (value: unknown) => value,
      shouldApply: () => true,
    })),
  );
  setPanelDataErrorView(PanelDataErrorView);
}

/** Says what Grafana's own view says, in the middle of the panel. */
function PanelDataErrorView({ message, data, fieldConfig }: PanelDataErrorViewProps) {
  const isEmpty = data.series.every((frame) => frame.length === 0);
  const text = message ?? (isEmpty ? (fieldConfig?.defaults.noValue ?? 'No data') : 'Unable to render data');
  return (
    <div
      data-testid="panel-data-error"
      style={{ height: '100%', display: 'grid', placeItems: 'center', textAlign: 'center' }}
    >
      <span>{text}</span>
    </div>
  );
}
