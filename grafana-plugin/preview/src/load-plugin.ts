import type { PanelPlugin } from '@grafana/data';
import { SHARED_MODULES } from './shared-modules.ts';

type AmdFactory = (...dependencies: unknown[]) => unknown;

declare global {
  interface Window {
    define?: unknown;
  }
}

/**
 * Loads a built plugin as Grafana's loader does: an AMD module that names its dependencies, which the host hands in.
 *
 * @throws Error if the file can't be loaded, asks for a module that isn't shared, or exports no `plugin`
 */
export async function loadPlugin(url: string): Promise<PanelPlugin> {
  const { names, factory } = await runAmdModule(url);
  const exported = factory(...names.map((name) => sharedModule(name, url)));
  if (typeof exported === 'object' && exported !== null && 'plugin' in exported)
    return exported.plugin as PanelPlugin;
  throw new Error(`${url} exports no "plugin": a panel's module.ts has to.`);
}

function runAmdModule(url: string): Promise<{ names: string[]; factory: AmdFactory }> {
  return new Promise((resolve, reject) => {
    window.define = Object.assign((names: string[], factory: AmdFactory) => resolve({ names, factory }), {
      amd: {},
    });
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => reject(new Error(`${url} is no AMD module: it never called define().`));
    script.onerror = () => reject(new Error(`${url} can't be loaded: has the plugin been built?`));
    document.head.append(script);
  });
}

function sharedModule(name: string, url: string): unknown {
  // SystemJS gives every AMD module this; the plugin takes its public path from it.
  if (name === 'module') return { id: url, uri: new URL(url, document.baseURI).href };
  const shared = SHARED_MODULES[name];
  if (!shared)
    throw new Error(`${url} asks for "${name}", which this page doesn't share: add it to shared-modules.ts.`);
  return shared;
}
