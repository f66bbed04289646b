import { readFileSync } from 'node:fs';

/** Version of a package that the clients are tested with; a name may have words around it. */
export function versionOf(client: string): string {
  const { devDependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const names = client.startsWith('undici ')
    ? [client.replace(' ', '-'), 'undici']
    : client.split(' ').filter((word) => word in devDependencies);
  const versions = names
    .flatMap((name) => devDependencies[name] ?? [])
    .map((text) => text.replace(/^npm:undici@/, ''));
  if (client === 'undici 7') return devDependencies['undici'] ?? '';
  return client.startsWith('undici ') ? (versions[0] ?? '') : versions.join(', ');
}

/** The table of the README: which clients were run on which Node, with how many cases. */
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
        return cases === undefined ? '' : `${cases} cases`;
      }),
    ]),
  ];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
