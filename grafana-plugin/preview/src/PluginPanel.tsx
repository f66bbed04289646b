import {
  applyFieldOverrides,
  type DataFrame,
  dateTime,
  EventBusSrv,
  getPanelOptionsWithDefaults,
  LoadingState,
  type PanelData,
  type PanelPlugin,
  type TimeRange,
} from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';

const eventBus = new EventBusSrv();
const HOUR_MS = 3_600_000;

export interface PluginPanelProps {
  plugin: PanelPlugin;
  frame: DataFrame;
  options: Record<string, unknown>;
  width: number;
  height: number;
}

function lastHour(): TimeRange {
  const to = dateTime();
  const from = dateTime(to.valueOf() - HOUR_MS);
  return { from, to, raw: { from: 'now-1h', to: 'now' } };
}

/** A panel with what Grafana's dashboard would hand it: options with defaults, field overrides applied, a size. */
export function PluginPanel({ plugin, frame, options, width, height }: PluginPanelProps) {
  const theme = useTheme2();
  const { options: currentOptions, fieldConfig } = useMemo(
    () =>
      getPanelOptionsWithDefaults({
        plugin,
        currentOptions: options,
        currentFieldConfig: { defaults: {}, overrides: [] },
        isAfterPluginChange: false,
      }),
    [plugin, options],
  );
  const data = useMemo(
    (): PanelData => ({
      state: LoadingState.Done,
      timeRange: lastHour(),
      series: applyFieldOverrides({
        data: [frame],
        fieldConfig,
        fieldConfigRegistry: plugin.fieldConfigRegistry,
        replaceVariables: (text) => text,
        theme,
        timeZone: 'browser',
      }),
    }),
    [frame, fieldConfig, plugin, theme],
  );
  const Panel = plugin.panel;
  if (!Panel) return null;
  return (
    <Panel
      id={1}
      title=""
      data={data}
      options={currentOptions}
      fieldConfig={fieldConfig}
      width={width}
      height={height}
      timeRange={data.timeRange}
      timeZone="browser"
      transparent={false}
      renderCounter={0}
      eventBus={eventBus}
      replaceVariables={(text) => text}
      onOptionsChange={() => undefined}
      onFieldConfigChange={() => undefined}
      onChangeTimeRange={() => undefined}
    />
  );
}
