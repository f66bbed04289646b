import { editDistance } from './edit-distance.ts';

/** Names up to this length are told apart by one letter: two would make a third of all short names alike. */
const SHORT = 4;

/** The name of `names` that `name` may be a mistyped form of; undefined when it is one of them, or like none. */
export function findSimilar(name: string, names: readonly string[]): string | undefined {
  if (names.includes(name)) return undefined;
  const allowed = name.length <= SHORT ? 1 : 2;
  let best: { name: string; distance: number } | undefined;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) > allowed) continue;
    const distance = editDistance(name, candidate);
    if (distance <= allowed && (best === undefined || distance < best.distance)) {
      best = { name: candidate, distance };
    }
  }
  return best?.name;
}
