// A small chart for the README: one panel for each figure, series on a logarithmic axis. Grey and blue read on light and on
// dark pages.

const PANEL = { width: 260, height: 150, left: 52, top: 34, gap: 30, bottom: 34 };
const INK = '#7d8590';
const LINE = '#2f81f7';

/**
 * @param {{ title: string, unit: string, values: { series: number, value: number }[], isLogarithmic?: boolean }[]} panels
 * @param {string} note under the chart: version, machine, date
 * @returns {string} SVG
 */
export function renderChart(panels, note) {
  const step = PANEL.left + PANEL.width + PANEL.gap;
  const width = step * panels.length;
  const height = PANEL.top + PANEL.height + PANEL.bottom + 22;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
      `font-family="system-ui, sans-serif" font-size="11" fill="${INK}" role="img" aria-label="Cost of the collector by number of series">`,
    ...panels.map((panel, i) => renderPanel(panel, i * step + PANEL.left)),
    `<text x="${PANEL.left}" y="${height - 6}">${escape(note)}</text>`,
    '</svg>',
    '',
  ].join('\n');
}

function renderPanel({ title, unit, values, isLogarithmic = false }, left) {
  const top = PANEL.top;
  const [least, most] = isLogarithmic
    ? decades(values)
    : [0, niceCeiling(Math.max(...values.map((of) => of.value)))];
  const logs = values.map(({ series }) => Math.log10(series));
  const [first, last] = [Math.min(...logs), Math.max(...logs)];
  const x = (series) => left + ((Math.log10(series) - first) / (last - first || 1)) * PANEL.width;
  const share = (value) => (isLogarithmic ? Math.log(value / least) / Math.log(most / least) : value / most);
  const y = (value) => top + PANEL.height * (1 - share(value));
  const points = values.map(({ series, value }) => `${x(series).toFixed(1)},${y(value).toFixed(1)}`);
  return [
    `<text x="${left}" y="${top - 16}" font-size="12" font-weight="600">${escape(title)}</text>`,
    ...(isLogarithmic ? [least, most] : [0, most / 2, most]).map(
      (value) =>
        `<line x1="${left}" x2="${left + PANEL.width}" y1="${y(value)}" y2="${y(value)}" stroke="${INK}" stroke-opacity="0.25"/>` +
        `<text x="${left - 6}" y="${y(value) + 4}" text-anchor="end">${format(value)}</text>`,
    ),
    ...values.map(
      ({ series, value }, i) =>
        `<circle cx="${points[i].split(',')[0]}" cy="${points[i].split(',')[1]}" r="3" fill="${LINE}"/>` +
        `<text x="${x(series)}" y="${y(value) - 7}" text-anchor="middle" fill="${LINE}">${format(value)}</text>` +
        `<text x="${x(series)}" y="${top + PANEL.height + 16}" text-anchor="middle">${shortCount(series)}</text>`,
    ),
    `<polyline points="${points.join(' ')}" fill="none" stroke="${LINE}" stroke-width="1.5"/>`,
    `<text x="${left + PANEL.width}" y="${top - 16}" text-anchor="end">${escape(unit)}</text>`,
  ].join('\n');
}

function decades(values) {
  const logs = values.map(({ value }) => Math.log10(value));
  return [10 ** Math.floor(Math.min(...logs)), 10 ** Math.ceil(Math.max(...logs))];
}

function niceCeiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 4, 5, 10].find((factor) => factor * power >= value * 1.15) ?? 10);
}

const format = (value) => (value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2))));
const shortCount = (count) => (count >= 1e6 ? `${count / 1e6}M` : `${count / 1e3}k`);
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
