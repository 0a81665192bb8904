/** Every test file once; coverage is counted for the core, which is what ships. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Many tests wait for something: a core left idle beside them would be lost.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['firmware/core/**/*.ts'],
      exclude: ['firmware/core/ports.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: { branches: 95 },
    },
  },
});
