import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**', 'test/faults/**', 'node_modules/**'],
    testTimeout: 30_000,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Threads and child processes find .ts files stripped of their types. Node does that with WebAssembly of its own, once in
    // each: a fifth of the time, and others have seen V8 crash where many threads do it.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules', '.cache', 'node') },
    reporters: ['default', './scripts/counting-reporter.ts'],
  },
})
