/** The one of `known` that was probably meant by `written`; undefined when none is close. Case, `-` and `_` do not count. */
export function findClosest(written: string, known: readonly string[]): string | undefined {
  let closest: string | undefined;
  let least = 3;
  for (const candidate of known) {
    const distance = editDistance(normalise(candidate), normalise(written));
    if (distance < least) [closest, least] = [candidate, distance];
  }
  return closest;
}

function normalise(word: string): string {
  return word.toLowerCase().replace(/[_-]/g, '');
}

/** Letters to add, leave out or exchange to get from one text to the other (Levenshtein). */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
