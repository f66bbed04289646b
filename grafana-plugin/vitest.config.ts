import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  test: {
    name: 'panel',
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}', 'preview/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    setupFiles: ['test/browser-stubs.ts'],
    // Grafana's packages import files that only a bundler resolves.
    server: { deps: { inline: [/@grafana\//] } },
    testTimeout: 30_000,
    env: { TZ: 'UTC' },
  },
});
