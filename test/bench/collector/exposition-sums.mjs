/**
 * Adds up an exposition: counters by their value, histograms by their count.
 *
 * @returns {{ sums: Map<string, number>, samples: number }} by metric name; `samples` counts the lines
 */
export function sumExposition(text) {
  const sums = new Map();
  let samples = 0;
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    samples += 1;
    const name = line.slice(0, line.search(/[{ ]/));
    if (!/_(total|count)$/.test(name)) continue;
    sums.set(name, (sums.get(name) ?? 0) + Number(line.slice(line.lastIndexOf(' ') + 1)));
  }
  return { sums, samples };
}
