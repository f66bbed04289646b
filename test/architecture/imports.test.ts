import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Which of our packages, and which entries of them, each folder may import. Packages of others are free. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  instrumentation: [],
  collector: ['@outlay/instrumentation/pricing', '@outlay/instrumentation/names'],
  'grafana-plugin': [],
  dashboards: ['@outlay/instrumentation/names'],
  demo: ['@outlay/instrumentation', '@outlay/instrumentation/register'],
};

interface Import {
  readonly from: string;
  readonly target: string;
}

function sourceFiles(folder: string): string[] {
  return globSync('**/*.{ts,tsx,mts}', {
    cwd: join(ROOT, folder),
    exclude: (name) => ['node_modules', 'dist', '.config'].includes(name),
  })
    .filter((file) => !file.includes('.test.') && !file.endsWith('.config.ts'))
    .map((file) => join(folder, file));
}

/** Static, type and dynamic imports and re-exports, as they are written. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g;
  return [...text.matchAll(pattern)].flatMap((match) => {
    const target = match[1] ?? match[2] ?? match[3];
    return target === undefined ? [] : [{ from: file, target }];
  });
}

describe.each(Object.entries(MAY_IMPORT))('%s', (folder, allowed) => {
  const files = sourceFiles(folder);
  const imports = files.flatMap(importsOf);

  it('has sources that import something', () => {
    expect(imports.length).toBeGreaterThan(3);
  });

  it('imports of ours only what the architecture allows', () => {
    const wrong = imports.filter(({ from, target }) => {
      if (target.startsWith('@outlay/')) return !allowed.includes(target);
      if (!target.startsWith('.')) return false;
      return !normalize(join(dirname(from), target)).startsWith(`${folder}/`);
    });
    expect(wrong).toEqual([]);
  });

  it('has no cycles, type imports included', () => {
    const graph = new Map(
      files.map((file) => [
        file,
        importsOf(file)
          .filter(({ target }) => target.startsWith('.'))
          .map(({ target }) => resolveFile(normalize(join(dirname(file), target)), files))
          .filter((target) => target !== undefined),
      ]),
    );
    expect(findCycle(graph)).toBeUndefined();
  });
});

/** The panel's sources leave the extension out, as webpack resolves them. */
function resolveFile(path: string, files: readonly string[]): string | undefined {
  return [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((candidate) =>
    files.includes(candidate),
  );
}

function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const target of graph.get(file) ?? []) {
      const cycle = visit(target, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}
