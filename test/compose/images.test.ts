import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readComposeFile, ROOT } from './compose-file.ts';
import { environmentOf, isIgnored, readStages } from './dockerfile.ts';

const services = Object.entries(readComposeFile().services);
const DOCKERFILE = 'collector/Dockerfile';
const stages = readStages(DOCKERFILE);
const stageNames = stages.map((stage) => stage.name);
const PINNED = /^[\w./-]+:v?\d+\.\d+\.\d+[\w.-]*$/;

describe('images of the Compose file', () => {
  it.each(services)('%s names an image of one version', (_name, { image }) => {
    expect(image).toMatch(PINNED);
  });

  it.each(services.filter(([, service]) => service.build))(
    '%s builds a stage that exists',
    (_name, { build }) => {
      expect(build).toMatchObject({ context: '.', dockerfile: DOCKERFILE });
      expect(stageNames).toContain(build?.target);
    },
  );

  const ownImages = new Set(services.flatMap(([, { build, image }]) => (build ? [image] : [])));

  it.each([...ownImages])('%s is built by one service alone', (image) => {
    const builders = services.filter(([, service]) => service.build && service.image === image);
    expect(builders.map(([name]) => name)).toHaveLength(1);
  });

  it('no stage is built under two names', () => {
    const targets = services.flatMap(([, { build }]) => build?.target ?? []);
    expect(new Set(targets).size).toBe(targets.length);
  });

  it.each(services.filter(([, service]) => !service.build && service.image.startsWith('outlay-')))(
    '%s takes an image that a service it depends on builds, from nowhere else',
    (name, { image, pull_policy }) => {
      const builders = [...dependenciesOf(name)].filter(
        (dependency) => services.find(([other]) => other === dependency)?.[1].build,
      );
      expect(builders.map((builder) => services.find(([other]) => other === builder)?.[1].image)).toContain(
        image,
      );
      expect(pull_policy).toBe('never');
    },
  );

  it.each(services)('%s starts again after a failure and with the machine', (_name, { restart }) => {
    expect(restart).toBe('unless-stopped');
  });
});

/** All services that a service waits for, directly or not. */
function dependenciesOf(name: string, found = new Set<string>()): ReadonlySet<string> {
  const service = services.find(([other]) => other === name)?.[1];
  for (const dependency of Object.keys(service?.depends_on ?? {})) {
    if (found.has(dependency)) continue;
    found.add(dependency);
    dependenciesOf(dependency, found);
  }
  return found;
}

describe.each(stages)('stage $name of the Dockerfile', (stage) => {
  it('starts from an image of one version or an earlier stage', () => {
    const earlier = stageNames.slice(0, stageNames.indexOf(stage.name));
    if (!earlier.includes(stage.base)) expect(stage.base).toMatch(PINNED);
  });

  it('copies what exists', () => {
    for (const { from, sources } of stage.copies) {
      if (from) {
        expect(stageNames).toContain(from);
        continue;
      }
      for (const source of sources) {
        expect(existsSync(join(ROOT, source)), `${source} exists`).toBe(true);
        expect(isIgnored(source), `${source} is kept out by .dockerignore`).toBe(false);
      }
    }
  });

  it('runs npm scripts and workspaces that exist', () => {
    for (const command of stage.instructions.get('RUN') ?? []) {
      if (!command.startsWith('npm ')) continue;
      const folders = [...command.matchAll(/-w (\S+)/g)].map(([, folder = '']) => folder);
      const [, script] = /^npm run (\S+)/.exec(command) ?? [];
      for (const folder of folders) {
        const { scripts = {} } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
          scripts?: Record<string, string>;
        };
        if (script) expect(Object.keys(scripts)).toContain(script);
      }
    }
  });
});

describe('what runs in the images', () => {
  it.each(['collector', 'demo'])('%s does not run as root', (name) => {
    const stage = stages.find((candidate) => candidate.name === name);
    expect(stage?.instructions.get('USER')).toEqual(['node']);
  });

  it('every package of the workspace is in the stage that installs', () => {
    const { workspaces } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      workspaces: string[];
    };
    const copied = stages.find((stage) => stage.name === 'manifests')?.copies.flatMap((copy) => copy.sources);
    expect(copied).toEqual(expect.arrayContaining(workspaces.map((folder) => `${folder}/package.json`)));
  });

  it('Grafana finds the panel under its id and loads it unsigned', () => {
    const { id } = JSON.parse(readFileSync(join(ROOT, 'grafana-plugin/src/plugin.json'), 'utf8')) as {
      id: string;
    };
    const stage = stages.find((candidate) => candidate.name === 'grafana');
    const environment = stage ? environmentOf(stage) : {};
    expect(stage?.copies.map((copy) => copy.target)).toEqual([`${environment['GF_PATHS_PLUGINS']}/${id}`]);
    expect(environment['GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS']).toBe(id);
  });
});
