import { defineConfig } from 'vitest/config';

const minutes = (n: number) => n * 60_000;

export default defineConfig({
  // As the pages name their own folders; see web/vite.config.ts.
  resolve: { alias: { $lib: `${import.meta.dirname}/web/src/lib`, $ui: `${import.meta.dirname}/web/src/ui` } },
  test: {
    maxWorkers: 2,
    // What is awaited comes when the machine allows it; only what never comes is a failure.
    expect: { poll: { timeout: 90_000, interval: 50 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Pure code: no database, no network, no clock.
          include: [
            'src/kernel/**/*.test.ts',
            'src/**/{rules,rules-*,*-rules,model,model-*}.test.ts',
            'web/src/**/*.test.ts',
          ],
          isolate: false,
          // A busy machine may take ten times as long; no test asserts a time.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'database',
          include: [
            'src/**/*.test.ts',
            'connectors/**/*.test.ts',
            'tests/architecture/**/*.test.ts',
            'tests/support/**/*.test.ts',
          ],
          exclude: ['src/kernel/**', 'src/**/{rules,rules-*,*-rules,model,model-*}.test.ts', 'node_modules/**'],
          globalSetup: 'tests/support/postgres-setup.ts',
          // The program is loaded once for all files of a worker; each has a database of its own.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['tests/journeys/**/*.test.ts'],
          exclude: ['tests/journeys/routes.test.ts'],
          globalSetup: 'tests/journeys/setup.ts',
          fileParallelism: false,
          isolate: false,
          testTimeout: minutes(8),
          hookTimeout: minutes(8),
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          // Apart from the journeys, with a program of its own: it looks at everything, and they need not wait for it.
          name: 'every-page',
          include: ['tests/journeys/routes.test.ts'],
          globalSetup: 'tests/journeys/setup.ts',
          testTimeout: minutes(20),
          hookTimeout: minutes(8),
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          globalSetup: 'tests/support/postgres-setup.ts',
          fileParallelism: false,
          isolate: false,
          testTimeout: minutes(30),
          hookTimeout: minutes(30),
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
