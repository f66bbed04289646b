import { readFileSync } from 'node:fs';

const OF_NODE = 'fetch of Node';
const ALIAS = /^npm:undici@/;

/** Versions of the packages that a client consists of; the names stand in its own, with words between them. */
export function versionOf(client: string): string {
  if (client === OF_NODE) return "Node's own";
  const { devDependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const [, major] = /^undici (\d+)$/.exec(client) ?? [];
  const names = major === undefined ? client.split(' ') : [`undici-${major}`];
  const versions = names.flatMap((name) => devDependencies[name]?.replace(ALIAS, '') ?? []);
  return versions.length > 0 ? versions.join(', ') : (devDependencies['undici'] ?? '');
}

/** The table of the README: how many cases of each client were run on which Node. */
export function renderTable(casesByNode: ReadonlyMap<string, ReadonlyMap<string, number>>): string {
  const nodes = [...casesByNode.keys()];
  const clients = [...new Set([...casesByNode.values()].flatMap((cases) => [...cases.keys()]))];
  const rows = [
    ['client', 'version', ...nodes.map((node) => `Node ${node}`)],
    ['---', '---', ...nodes.map(() => '---')],
    ...clients.map((client) => [
      client,
      versionOf(client),
      ...nodes.map((node) => {
        const cases = casesByNode.get(node)?.get(client);
        return cases === undefined ? '' : String(cases);
      }),
    ]),
  ];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
