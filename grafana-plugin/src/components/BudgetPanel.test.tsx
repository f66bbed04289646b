import {
  createTheme,
  type DataFrame,
  dateTime,
  EventBusSrv,
  FieldType,
  LoadingState,
  type PanelProps,
  ThemeContext,
  toDataFrame,
} from '@grafana/data';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { longTable, seriesOfBudget, TIME_MS } from '../../test/frames.ts';
import { DEFAULT_OPTIONS, type PanelOptions } from '../options.ts';
import { BudgetPanel } from './BudgetPanel.tsx';

afterEach(cleanup);

interface Shown {
  options?: Partial<PanelOptions>;
  width?: number;
  height?: number;
  mode?: 'dark' | 'light';
}

function showPanel(series: DataFrame[], { options, width = 1000, height = 400, mode = 'dark' }: Shown = {}) {
  const time = dateTime(TIME_MS);
  const timeRange = { from: time, to: time, raw: { from: time, to: time } };
  const props: PanelProps<PanelOptions> = {
    id: 1,
    title: '',
    data: { state: LoadingState.Done, series, timeRange },
    timeRange,
    timeZone: 'utc',
    options: { ...DEFAULT_OPTIONS, ...options },
    fieldConfig: { defaults: {}, overrides: [] },
    width,
    height,
    transparent: false,
    renderCounter: 0,
    eventBus: new EventBusSrv(),
    replaceVariables: (text) => text,
    onOptionsChange: () => undefined,
    onFieldConfigChange: () => undefined,
    onChangeTimeRange: () => undefined,
  };
  return render(
    <ThemeContext.Provider value={createTheme({ colors: { mode } })}>
      <BudgetPanel {...props} />
    </ThemeContext.Provider>,
  );
}

const wide = (rows: { name: string; spent: number; limit: number | null; projected?: number }[]) =>
  toDataFrame({
    fields: [
      { name: 'name', type: FieldType.string, values: rows.map(({ name }) => name) },
      { name: 'currency', type: FieldType.string, values: rows.map(() => 'GBP') },
      { name: 'spent', type: FieldType.number, values: rows.map(({ spent }) => spent) },
      { name: 'limit', type: FieldType.number, values: rows.map(({ limit }) => limit) },
      { name: 'projected', type: FieldType.number, values: rows.map(({ projected }) => projected ?? null) },
    ],
  });

const openai = () => longTable(seriesOfBudget('openai', 'GBP'));

describe('the budget panel', () => {
  it('shows a budget as a meter of what was spent of its limit', () => {
    showPanel([openai()]);

    const meter = screen.getByRole('meter', { name: 'openai' });
    expect(meter.getAttribute('aria-valuemin')).toBe('0');
    expect(meter.getAttribute('aria-valuenow')).toBe('212.4');
    expect(meter.getAttribute('aria-valuemax')).toBe('300');
    expect(meter.getAttribute('aria-valuetext')).toContain('£212.40 of £300.00, 71%, OK · projected over');
    expect(screen.getByText('£212.40 of £300.00')).toBeTruthy();
    expect(screen.getByText('£87.60 left · runs out 30 Nov')).toBeTruthy();
  });

  it('draws spent, thresholds, limit, projection and its band at their shares of one scale', () => {
    showPanel([openai()]);

    const placeOf = (mark: string) => screen.getByTestId(`outlay-bar-${mark}`).style;
    expect(placeOf('limit').left).toBe('80%');
    expect(placeOf('warning').left).toBe('60%');
    expect(placeOf('critical').left).toBe('72%');
    expect(parseFloat(placeOf('spent').width)).toBeCloseTo((212.4 / 300) * 80);
    expect(parseFloat(placeOf('projection').left)).toBeCloseTo((300.4 / 300) * 80);
    expect(parseFloat(placeOf('band').left)).toBeCloseTo((270 / 300) * 80);
    expect(parseFloat(screen.getByTestId('outlay-today').style.left)).toBeCloseTo(0.5 * 80);
  });

  it('marks today in each bar, and says what the marks are, when periods differ', () => {
    const day = seriesOfBudget('day', 'GBP').map((series) =>
      series.labels['__name__'] === 'outlay_budget_period_start_timestamp_seconds'
        ? { ...series, value: Date.UTC(2026, 10, 15) / 1000 }
        : series,
    );
    showPanel([longTable([...day, ...seriesOfBudget('month', 'GBP')])]);

    expect(screen.queryByTestId('outlay-today')).toBeNull();
    const places = screen.getAllByTestId('outlay-bar-today').map((mark) => parseFloat(mark.style.left));
    expect(places).toEqual([expect.closeTo((1 / 16) * 80), expect.closeTo(0.5 * 80)]);
    expect(screen.getByText('today')).toBeTruthy();
  });

  it('hatches what is over the limit, beyond the limit', () => {
    showPanel([wide([{ name: 'resend', spent: 112.7, limit: 100 }])]);

    const over = screen.getByTestId('outlay-bar-over').style;
    expect(over.left).toBe(screen.getByTestId('outlay-bar-limit').style.left);
    expect(parseFloat(over.width)).toBeCloseTo((12.7 / 100 / 1.25) * 100);
    expect(screen.getByText('Over budget')).toBeTruthy();
    expect(screen.getByText('£12.70 over')).toBeTruthy();
  });

  it('says what it cannot tell: no limit, no projection', () => {
    showPanel([
      wide([
        { name: 'unlimited', spent: 5, limit: null },
        { name: 'new', spent: 5, limit: 10 },
      ]),
    ]);

    expect(screen.getByRole('img', { name: /^unlimited: £5.00, No limit$/ })).toBeTruthy();
    expect(screen.getByText('£5.00 left · no projection yet')).toBeTruthy();
  });

  it('sorts by what the options say', () => {
    const frame = wide([
      { name: 'b', spent: 1, limit: 10 },
      { name: 'a', spent: 9, limit: 100 },
      { name: 'c', spent: 5, limit: 10 },
    ]);
    const namesIn = (options: Partial<PanelOptions>) => {
      cleanup();
      showPanel([frame], { options });
      return screen.getAllByRole('meter').map((meter) => meter.getAttribute('aria-label'));
    };

    expect(namesIn({})).toEqual(['c', 'b', 'a']);
    expect(namesIn({ sortBy: 'name' })).toEqual(['a', 'b', 'c']);
    expect(namesIn({ sortBy: 'data' })).toEqual(['b', 'a', 'c']);
  });

  it('leaves out the projection, today and the status column when they are switched off', () => {
    showPanel([openai()], { options: { showProjection: false, showToday: false, showStatus: false } });

    expect(screen.queryByTestId('outlay-bar-projection')).toBeNull();
    expect(screen.queryByTestId('outlay-bar-band')).toBeNull();
    expect(screen.queryByTestId('outlay-today')).toBeNull();
    expect(screen.queryByText(/left/)).toBeNull();
  });

  it('drops text step by step in small panels and keeps the names, the bars and a sign of the status', () => {
    showPanel([openai()], { width: 500, height: 300 });
    expect(screen.queryByText(/runs out/)).toBeNull();
    expect(screen.getByTestId('outlay-row-status').textContent).toBe('71%');
    cleanup();

    showPanel([openai()], { width: 150, height: 80 });
    expect(screen.getByText('openai')).toBeTruthy();
    expect(screen.queryByTestId('outlay-bar-band')).toBeNull();
    expect(screen.getByTestId('outlay-bar-projection')).toBeTruthy();
  });

  it('opens a tooltip at the pointer and closes it on Escape', () => {
    showPanel([openai()]);
    const row = screen.getByRole('listitem');

    fireEvent.pointerMove(row, { clientX: 40, clientY: 20 });
    const tooltip = within(screen.getByTestId('outlay-tooltip'));
    expect(tooltip.getByText('£270.00 and £330.00')).toBeTruthy();

    fireEvent.keyDown(row, { key: 'Escape' });
    expect(screen.queryByTestId('outlay-tooltip')).toBeNull();
  });

  it('makes a row a link when its field has a data link, and a menu when it has several', () => {
    const frame = openai();
    const value = frame.fields.at(-1);
    if (!value) throw new Error('the frame has no fields');
    const link = (title: string) => ({
      title,
      href: `/d/detail?row=${title}`,
      target: undefined,
      origin: value,
    });
    value.config.links = [{ title: 'Detail', url: '' }];
    value.getLinks = ({ valueRowIndex }) => [link(String(valueRowIndex))];
    showPanel([frame]);
    const row = screen.getByRole('link', { name: /^openai: £212\.40 of £300\.00, 71%/ });
    expect(row.getAttribute('href')).toBe('/d/detail?row=0');
    expect(row.style.width).toBe('100%');
    // The link says it all; what it holds would say it a second time.
    expect(screen.queryByRole('meter')).toBeNull();
    expect(screen.getByRole('meter', { hidden: true }).hasAttribute('tabindex')).toBe(false);
    cleanup();

    value.getLinks = () => [link('one'), link('two')];
    showPanel([frame]);
    expect(screen.getByRole('button').getAttribute('aria-haspopup')).toBe('menu');
    expect(screen.getByRole('button').getAttribute('aria-label')).toContain('openai: £212.40 of £300.00');
  });

  it('takes the focus of the keyboard at each bar', () => {
    showPanel([openai()]);
    expect(screen.getByRole('meter').getAttribute('tabindex')).toBe('0');
  });

  it("uses Grafana's own view for no data and for data without budgets", () => {
    showPanel([]);
    expect(screen.getByText(/Unable to render data/)).toBeTruthy();
    expect(screen.queryByText(/No budgets in this data/)).toBeNull();
    cleanup();

    showPanel([toDataFrame({ fields: [{ name: 'cpu', type: FieldType.number, values: [0.4] }] })]);
    expect(screen.getByText(/No budgets in this data/)).toBeTruthy();
  });

  it.each(['dark', 'light'] as const)('gives axe nothing to find in the %s theme', async (mode) => {
    const { container } = showPanel(
      [
        openai(),
        wide([
          { name: 'over', spent: 11, limit: 10 },
          { name: 'unlimited', spent: 5, limit: null },
        ]),
      ],
      { mode },
    );

    const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id, help }) => `${id}: ${help}`)).toEqual([]);
  });
});
