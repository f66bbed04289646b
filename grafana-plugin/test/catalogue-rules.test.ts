// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');

interface PluginJson {
  id: string;
  suggestions: boolean;
  info: {
    description: string;
    keywords: string[];
    logos: Record<string, string>;
    screenshots: { name: string; path: string }[];
    links: { name: string; url: string }[];
    version: string;
  };
  dependencies: { grafanaDependency: string };
}

const plugin = JSON.parse(read('src/plugin.json')) as PluginJson;
const manifest = JSON.parse(read('package.json')) as {
  name: string;
  version: string;
  dependencies: Record<string, string>;
};

function shippedSources(): [path: string, text: string][] {
  const paths = readdirSync(new URL('src/', folder), { recursive: true, encoding: 'utf8' });
  return paths
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('.test.'))
    .map((path) => [path, read(`src/${path}`)]);
}

// The rules of Grafana's plugin validator that can be told from the sources.
describe('what the plugin catalogue demands', () => {
  it('has one version and one name in package.json, plugin.json and the changelog', () => {
    expect(plugin.id).toBe(manifest.name);
    // The build puts package.json's version in its place.
    expect(plugin.info.version).toBe('%VERSION%');
    expect(read('CHANGELOG.md')).toContain(`## ${manifest.version}`);
  });

  it('describes itself with keywords, links and a description', () => {
    expect(plugin.info.description.length).toBeGreaterThan(20);
    expect(plugin.info.keywords.length).toBeGreaterThan(2);
    for (const { url } of plugin.info.links) expect(url).toMatch(/^https:\/\//);
  });

  it('has its logos, without scripts, handlers or foreign references in them', () => {
    for (const path of Object.values(plugin.info.logos)) {
      const svg = read(`src/${path}`);
      expect(svg).toMatch(/^<svg /);
      expect(svg).not.toMatch(/<script|\son\w+=|href=|<foreignObject|<image/i);
    }
  });

  it('has its screenshots, each a PNG that is small enough for a page', () => {
    expect(plugin.info.screenshots.length).toBeGreaterThan(0);
    for (const { path } of plugin.info.screenshots) {
      const image = readFileSync(new URL(`src/${path}`, folder));
      expect(image.subarray(1, 4).toString()).toBe('PNG');
      expect(image.length, path).toBeLessThan(150 * 1024);
    }
  });

  it('has a README of its own for the catalogue, whose links are absolute, and a licence', () => {
    const links = [...read('src/README.md').matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target);
    expect(links.filter((target) => !target?.startsWith('https://'))).toEqual([]);
    expect(read('LICENSE')).toBe(readFileSync(new URL('../LICENSE', folder), 'utf8'));
  });

  it('is built by the toolchain of @grafana/create-plugin', () => {
    expect(read('.config/webpack/webpack.config.ts')).toContain('@grafana/create-plugin');
  });

  it('asks for the Grafana that its packages are of, all of one version', () => {
    const versions = ['data', 'i18n', 'runtime', 'schema', 'ui'].map(
      (name) => manifest.dependencies[`@grafana/${name}`],
    );
    expect(new Set(versions)).toEqual(new Set(['13.2.2']));
    expect(plugin.dependencies.grafanaDependency).toBe('>=13.2.0');
  });

  it('lets Grafana ask for its suggestions', () => {
    expect(plugin.suggestions).toBe(true);
  });

  it.each([
    ['writes to the console', /console\.\w+\(/],
    ['opens dialogs of the browser', /\b(?:alert|confirm|prompt)\(/],
    ['opens windows or goes to other pages by itself', /window\.open|location\.href/],
    ["reads Grafana's boot data", /grafanaBootData/],
    ['imports style sheets or sets global styles', /import .*\.s?css'|<Global\b|injectGlobal/],
    ['silences the compiler', /@ts-ignore|@ts-expect-error|eslint-disable/],
    ['sends anything anywhere', /\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket/],
  ])('never %s', (_what, pattern) => {
    const sources = shippedSources();
    expect(sources.length).toBeGreaterThan(20);
    expect(sources.filter(([, text]) => pattern.test(text)).map(([path]) => path)).toEqual([]);
  });
});
