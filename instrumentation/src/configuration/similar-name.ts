/** Names up to this length are told apart by one letter: two would make a third of all short names alike. */
const SHORT = 4;

/** The name of `names` that `name` may be a mistyped form of; undefined when it is one of them, or like none. */
export function findSimilar(name: string, names: readonly string[]): string | undefined {
  if (names.includes(name)) return undefined;
  const allowed = name.length <= SHORT ? 1 : 2;
  let best: { name: string; distance: number } | undefined;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) > allowed) continue;
    const distance = calculateDistance(name, candidate);
    if (distance <= allowed && (best === undefined || distance < best.distance)) {
      best = { name: candidate, distance };
    }
  }
  return best?.name;
}

/** Letters to add, leave out or exchange to get from one text to the other (Levenshtein). */
function calculateDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const exchange = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(exchange, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
