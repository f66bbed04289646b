import { FieldConfigProperty, type SetFieldConfigOptionsArgs } from '@grafana/data';

/**
 * Of Grafana's standard options those that a bar heeds. Colour and thresholds come from each budget's own; the currency
 * is the budget's own until somebody sets a unit.
 */
export const FIELD_CONFIG: SetFieldConfigOptionsArgs = {
  disableStandardOptions: [
    FieldConfigProperty.Min,
    FieldConfigProperty.Max,
    FieldConfigProperty.FieldMinMax,
    FieldConfigProperty.DisplayName,
    FieldConfigProperty.Color,
    FieldConfigProperty.Thresholds,
    FieldConfigProperty.Mappings,
    FieldConfigProperty.Actions,
    FieldConfigProperty.Filterable,
  ],
};
