import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { BUILT_MODULE } from './build-plugin.ts';

/** Hands the panel fields with so many data links, as a dashboard that defines them would. The preview defines none. */
export async function giveDataLinks(page: Page, count: number): Promise<void> {
  const plugin = await readFile(BUILT_MODULE, 'utf8');
  await page.route('**/plugin/module.js', (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `(${wrapPanel.toString()})(${count});\n${plugin}`,
    }),
  );
}

/** Runs in the page, before the plugin: puts a component around its panel that adds the links to its data. */
function wrapPanel(count: number): void {
  interface Field {
    type: string;
    config: object;
  }
  interface PanelProps {
    data: { series: { fields: Field[] }[] };
  }
  interface Modules {
    useMemo<T>(make: () => T, inputs: unknown[]): T;
    createElement(component: unknown, props: unknown): unknown;
  }
  type Factory = (...modules: unknown[]) => { plugin: { panel: unknown } };
  type Define = (names: string[], factory: Factory) => void;

  const scope = globalThis as unknown as { define: Define };
  const define = scope.define;
  const linked = (field: Field) => ({
    ...field,
    config: { ...field.config, links: Array.from({ length: count }, () => ({ title: 'Detail', url: '' })) },
    getLinks: ({ valueRowIndex }: { valueRowIndex: number }) =>
      Array.from({ length: count }, (_, index) => ({
        title: `Detail ${index + 1}`,
        href: `#${valueRowIndex}`,
        target: '_self',
        origin: field,
      })),
  });
  const wrapped: Define = (names, factory) =>
    define(names, (...modules) => {
      const exported = factory(...modules);
      const react = modules[names.indexOf('react')] as Modules;
      const panel = exported.plugin.panel;
      exported.plugin.panel = (props: PanelProps) => {
        const series = react.useMemo(
          () =>
            props.data.series.map((frame) => ({
              ...frame,
              fields: frame.fields.map((field) => (field.type === 'number' ? linked(field) : field)),
            })),
          [props.data],
        );
        return react.createElement(panel, { ...props, data: { ...props.data, series } });
      };
      return exported;
    });
  scope.define = Object.assign(wrapped, { amd: {} });
}
