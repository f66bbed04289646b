import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

const fromSource = {
  ssr: { resolve: { conditions: ['outlay-source', ...defaultServerConditions] } },
};

// Unit tests stand beside the code; `test/` crosses parts and starts real servers, so its files run one at a time.
export default defineConfig({
  test: {
    projects: [
      {
        ...fromSource,
        test: {
          name: 'unit',
          include: [
            'instrumentation/src/**/*.test.ts',
            'collector/src/**/*.test.ts',
            'dashboards/src/**/*.test.ts',
            'alerts/**/*.test.ts',
            'demo/**/*.test.ts',
            'setup/**/*.test.ts',
          ],
          testTimeout: 30_000,
        },
      },
      'grafana-plugin/vitest.config.ts',
      {
        ...fromSource,
        test: {
          name: 'across',
          include: ['test/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
