import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** Root of the repository, which is also the context of every build. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string; readonly target: string };
  readonly pull_policy?: string;
  readonly restart?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  /** `127.0.0.1:HOST:CONTAINER` */
  readonly ports?: readonly string[];
  /** `SOURCE:TARGET[:ro]` */
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

export function readComposeFile(): ComposeFile {
  return parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as ComposeFile;
}

export interface Mount {
  readonly source: string;
  readonly target: string;
  /** A path of the repository is mounted; otherwise a named volume. */
  readonly isBind: boolean;
  readonly readOnly: boolean;
}

export function mountsOf(service: Service): readonly Mount[] {
  return (service.volumes ?? []).map((volume) => {
    const [source = '', target = '', mode] = volume.split(':');
    return { source, target, isBind: source.startsWith('.'), readOnly: mode === 'ro' };
  });
}

/** The repository's file that a path in the container shows; undefined where no file of ours is mounted. */
export function mountedFile(service: Service, pathInContainer: string): string | undefined {
  for (const { source, target, isBind } of mountsOf(service)) {
    if (!isBind) continue;
    if (pathInContainer === target) return join(ROOT, source);
    if (pathInContainer.startsWith(`${target}/`)) {
      return join(ROOT, source, pathInContainer.slice(target.length));
    }
  }
  return undefined;
}
