import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const { resolve } = createRequire(import.meta.url);
const grafanaUi = dirname(resolve('@grafana/ui/package.json'));
const grafanaRuntime = dirname(resolve('@grafana/runtime/package.json'));

const interFonts = join(dirname(resolve('@fontsource/inter/package.json')), 'files');

/** Icons and fonts that Grafana's components and global styles fetch from where Grafana serves them. */
const grafanaAssets = {
  name: 'grafana-assets',
  writeBundle({ dir }: { dir?: string }) {
    if (!dir) return;
    cpSync(join(grafanaUi, 'dist/public/img/icons'), join(dir, 'public/build/img/icons'), {
      recursive: true,
    });
    const fonts = { Regular: 'inter-latin-400-normal.woff2', Medium: 'inter-latin-500-normal.woff2' };
    for (const [weight, file] of Object.entries(fonts)) {
      cpSync(join(interFonts, file), join(dir, `public/fonts/inter/Inter-${weight}.woff2`));
    }
  },
};

// A build that a test started would inherit its NODE_ENV and mix React's two builds.
process.env['NODE_ENV'] = 'production';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), grafanaAssets],
  resolve: {
    alias: {
      // Grafana's own entry `@grafana/runtime/internal` isn't published; this is the file it re-exports.
      '@grafana/runtime/internal': join(grafanaRuntime, 'dist/esm/components/PanelDataErrorView.mjs'),
    },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    // @grafana/ui as a whole, as Grafana itself shares it with plugins.
    chunkSizeWarningLimit: 10_000,
  },
});
