import { PanelBuilder as BarGaugePanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import { QUERY } from '../queries.ts';
import { instant, range } from '../target.ts';
import { green } from '../thresholds.ts';
import { USD } from '../units.ts';
import { CHOSEN_DATA_SOURCE } from '../variables.ts';
import { lines } from './lines.ts';

export const spendByProvider = () =>
  lines('Spend by provider')
    .description('Spend per hour at the pace of the moment, stacked to the pace of all providers.')
    .withTarget(range(QUERY.spendRateByProvider, '{{provider}}'))
    .unit(USD)
    .fillOpacity(20)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));

const bars = (title: string) =>
  new BarGaugePanelBuilder()
    .title(title)
    .datasource(CHOSEN_DATA_SOURCE)
    .unit(USD)
    .min(0)
    .noValue('No spend')
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .namePlacement(BarGaugeNamePlacement.Left)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(green());

export const spendByModel = () =>
  bars('Spend by model')
    .description('Spend in the time range of the ten models that cost most.')
    .withTarget(instant(QUERY.spendInRangeByModel, '{{provider}} {{model}}'));

export const spendByFeature = () =>
  bars('Spend by feature')
    .description(
      'Spend in the time range of the ten features that cost most, as the calling code names them.',
    )
    .withTarget(instant(QUERY.spendInRangeByFeature, '{{feature}}'));
