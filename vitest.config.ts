import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**', 'test/faults/**', 'node_modules/**'],
    testTimeout: 30_000,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    reporters: ['default', './scripts/counting-reporter.ts'],
  },
})
