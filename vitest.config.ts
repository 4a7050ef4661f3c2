import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**', 'test/faults/**', 'node_modules/**'],
    testTimeout: 30_000,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Threads and child processes find .ts files stripped of their types: Node does that with WebAssembly of its own, once
    // in each, which costs a fifth of the time, and V8 is known to crash where many threads compile some.
    env: { NODE_COMPILE_CACHE: new URL('node_modules/.cache/node', import.meta.url).pathname },
    reporters: ['default', './scripts/counting-reporter.ts'],
  },
})
