/** Why `pattern` is no pattern of a path; undefined when it is one. */
export function describePathProblem(pattern: string): string | undefined {
  if (!pattern.startsWith('/')) return 'must begin with "/", as in /geocode/**';
  if (/[?#]/.test(pattern)) return 'is matched against the path alone: leave the query out';
  if (pattern.split('/').some((segment) => segment !== '**' && segment.includes('**')))
    return '"**" must stand alone between slashes, as in /geocode/** or /**/search';
  return undefined;
}

/**
 * Compiles a pattern of a path: `*` stands for any part of one segment, `**` for any number of segments, none included.
 * A slash at the end does not count. Matching takes time in proportion to the lengths, whatever is asked.
 */
export function compilePathPattern(pattern: string): (path: string) => boolean {
  const wanted = segmentsOf(pattern);
  return (path) =>
    matchWithGaps(
      wanted,
      segmentsOf(path),
      (segment) => segment === '**',
      (segment, written) =>
        segment.includes('*')
          ? matchWithGaps([...segment], [...written], isStar, isSame)
          : segment === written,
    );
}

function segmentsOf(path: string): readonly string[] {
  return path.replace(/\/$/, '').split('/').slice(1);
}

const isStar = (character: string) => character === '*';
const isSame = (a: string, b: string) => a === b;

/** Greedy matching that goes back to the last gap only: no pattern makes it slow. */
function matchWithGaps(
  pattern: readonly string[],
  parts: readonly string[],
  isGap: (item: string) => boolean,
  matches: (item: string, part: string) => boolean,
): boolean {
  let at = 0;
  let gap = -1;
  let resume = 0;
  for (let i = 0; i < parts.length;) {
    const item = pattern[at];
    if (item !== undefined && isGap(item)) {
      gap = at;
      resume = i;
      at += 1;
    } else if (item !== undefined && matches(item, parts[i] ?? '')) {
      at += 1;
      i += 1;
    } else if (gap !== -1) {
      at = gap + 1;
      resume += 1;
      i = resume;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every(isGap);
}
