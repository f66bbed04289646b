import {
  Portal,
  useTheme2,
  VizTooltipContainer,
  VizTooltipContent,
  VizTooltipHeader,
  VizTooltipWrapper,
} from '@grafana/ui';
import type { BudgetRow } from '../../budget/row.ts';
import type { RowTextContext } from '../../text/row-text.ts';
import { statusPhrase } from '../../text/status-words.ts';
import { tooltipRows } from '../../text/tooltip-rows.ts';
import { tonesOf } from '../tones.ts';

export interface RowTooltipProps {
  row: BudgetRow;
  position: { x: number; y: number };
  context: RowTextContext;
}

/** Everything about a budget, beside the pointer or the focused bar, in the look of Grafana's own panels. */
export function RowTooltip({ row, position, context }: RowTooltipProps) {
  const { fill } = tonesOf(useTheme2())[row.status];
  return (
    <Portal>
      <VizTooltipContainer position={position} offset={{ x: 12, y: 12 }} data-testid="outlay-tooltip">
        <VizTooltipWrapper>
          <VizTooltipHeader item={{ label: row.budget.name, value: statusPhrase(row), color: fill }} />
          <VizTooltipContent items={tooltipRows(row, context)} />
        </VizTooltipWrapper>
      </VizTooltipContainer>
    </Portal>
  );
}
