import {
  DashboardBuilder,
  DashboardCursorSync,
  type Dashboard,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { budgets } from './panels/budgets.ts';
import { spendByFeature, spendByModel, spendByProvider } from './panels/spend.ts';
import { errorRatio, requests, spend, unpriced } from './panels/totals.ts';
import { errorsByProvider, latencyByProvider, requestsByProvider } from './panels/traffic.ts';
import { dataSource, provider } from './variables.ts';

/** Budgets first, then what was spent, then the calls that spent it. Links name panels by id: never reuse one. */
export function overview(): Dashboard {
  return new DashboardBuilder('Outlay overview')
    .uid('outlay-overview')
    .description(
      'What is spent on metered APIs, against which budgets, by whom, and how the providers behave.',
    )
    .tags(['outlay'])
    .timezone('browser')
    .time({ from: 'now-1h', to: 'now' })
    .refresh('10s')
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(dataSource())
    .withVariable(provider())
    .withPanel(budgets().id(1).gridPos({ x: 0, y: 0, w: 24, h: 9 }))
    .withPanel(spend().id(2).gridPos({ x: 0, y: 9, w: 6, h: 4 }))
    .withPanel(requests().id(3).gridPos({ x: 6, y: 9, w: 6, h: 4 }))
    .withPanel(errorRatio().id(4).gridPos({ x: 12, y: 9, w: 6, h: 4 }))
    .withPanel(unpriced().id(5).gridPos({ x: 18, y: 9, w: 6, h: 4 }))
    .withPanel(spendByProvider().id(6).gridPos({ x: 0, y: 13, w: 12, h: 9 }))
    .withPanel(spendByModel().id(7).gridPos({ x: 12, y: 13, w: 12, h: 9 }))
    .withPanel(spendByFeature().id(8).gridPos({ x: 0, y: 22, w: 12, h: 9 }))
    .withPanel(requestsByProvider().id(9).gridPos({ x: 12, y: 22, w: 12, h: 9 }))
    .withPanel(errorsByProvider().id(10).gridPos({ x: 0, y: 31, w: 12, h: 9 }))
    .withPanel(latencyByProvider().id(11).gridPos({ x: 12, y: 31, w: 12, h: 9 }))
    .build();
}
