import type { Bench } from './bench.ts'

/** Every bench: one line. Loaded when asked for. */
export const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  step: async () => (await import('./step.bench.ts')).step,
  batch: async () => (await import('./batch.bench.ts')).batch,
  stream: async () => (await import('./stream.bench.ts')).stream,
  soak: async () => (await import('./soak.bench.ts')).soak,
  train: async () => (await import('./train.bench.ts')).train,
  redis: async () => (await import('./redis.bench.ts')).redis,
}
