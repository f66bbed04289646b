import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './compose-file.ts';

export interface Copy {
  /** The stage it copies from; undefined for the build context. */
  readonly from?: string;
  readonly sources: readonly string[];
  readonly target: string;
}

export interface Stage {
  readonly name: string;
  /** An image, or an earlier stage. */
  readonly base: string;
  readonly copies: readonly Copy[];
  /** Arguments of the other instructions by their name, in the order they stand. */
  readonly instructions: ReadonlyMap<string, readonly string[]>;
}

/** Reads the stages of a Dockerfile: continued lines joined, comments dropped, `ARG`s before the first stage filled in. */
export function readStages(path: string): readonly Stage[] {
  const lines = readFileSync(join(ROOT, path), 'utf8')
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const args = new Map<string, string>();
  const stages: (Stage & { copies: Copy[]; instructions: Map<string, string[]> })[] = [];
  for (const line of lines) {
    const [, keyword = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    const stage = stages.at(-1);
    if (keyword === 'FROM') {
      const [, base = '', name = ''] = /^(\S+) AS (\S+)$/.exec(rest) ?? [];
      const filled = base.replace(/^\$\{(\w+)\}$/, (_all, arg: string) => args.get(arg) ?? `no ARG ${arg}`);
      stages.push({ name, base: filled, copies: [], instructions: new Map() });
    } else if (!stage) {
      if (keyword !== 'ARG') throw new Error(`${path}: ${keyword} stands before the first FROM`);
      const [name = '', value = ''] = rest.split('=');
      args.set(name, value);
    } else if (keyword === 'COPY') {
      const words = rest.split(/\s+/);
      const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
      stage.copies.push({
        ...(from ? { from } : {}),
        sources: words.slice(0, -1),
        target: words.at(-1) ?? '',
      });
    } else {
      stage.instructions.set(keyword, [...(stage.instructions.get(keyword) ?? []), rest]);
    }
  }
  return stages;
}

/** Value of a variable that the stage's `ENV` sets. */
export function environmentOf(stage: Stage): Readonly<Record<string, string>> {
  const words = (stage.instructions.get('ENV') ?? []).flatMap((rest) => rest.split(/\s+/));
  return Object.fromEntries(words.map((word) => word.split('=', 2) as [string, string]));
}

/** Whether .dockerignore keeps a path of the repository out of the build context. Knows `name` and any depth (`**` before it). */
export function isIgnored(path: string): boolean {
  const patterns = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const parts = path.split('/');
  const matches = (pattern: string): boolean =>
    pattern.startsWith('**/')
      ? parts.some((part) => wildcard(pattern.slice(3)).test(part))
      : path === pattern || path.startsWith(`${pattern}/`);
  // The last pattern that matches counts; one with an exclamation mark takes the path back in.
  const last = patterns.findLast((pattern) => matches(pattern.replace(/^!/, '')));
  return last !== undefined && !last.startsWith('!');
}

function wildcard(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll('.', String.raw`\.`).replaceAll('*', '.*')}$`);
}
