import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isScalar, parseDocument, visit } from 'yaml';
import { OutlayError } from '../error.ts';

/** `host:port` by the name that a server has in the configuration files, such as `collector`. */
export type Addresses = Readonly<Record<string, string>>;

/**
 * Replaces the servers' names in a YAML file by the addresses they have here: `collector:9464` becomes
 * `127.0.0.1:9464`, also inside a URL. Keys, comments and names without a port stay.
 */
export function renderConfiguration(text: string, addresses: Addresses): string {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw new OutlayError(`cannot be read as YAML: ${error.message}`);
  const name = new RegExp(`(?<![\\w.-])(${Object.keys(addresses).join('|')}):\\d+(?!\\w)`, 'g');
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || !isScalar(node) || typeof node.value !== 'string') return;
      node.value = node.value.replace(name, (whole, server: string) => addresses[server] ?? whole);
    },
  });
  return document.toString();
}

/**
 * Copies a folder of configuration (rules and templates beside the main file, which names them by relative paths)
 * and renders its main file.
 *
 * @returns path of the rendered main file
 */
export async function renderConfigurationFolder(
  mainFile: string,
  target: string,
  addresses: Addresses,
): Promise<string> {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await cp(dirname(mainFile), target, { recursive: true, filter: (path) => !path.endsWith('.ts') });
  const rendered = join(target, basename(mainFile));
  try {
    await writeFile(rendered, renderConfiguration(await readFile(mainFile, 'utf8'), addresses));
  } catch (error) {
    if (!(error instanceof OutlayError)) throw error;
    throw new OutlayError(`${mainFile} ${error.message}`, { cause: error });
  }
  return rendered;
}
