import type { Bench } from './bench.ts'

/** Every bench: one line. Loaded when asked for. */
export const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  step: async () => (await import('./step.bench.ts')).step,
  batch: async () => (await import('./batch.bench.ts')).batch,
  stream: async () => (await import('./stream.bench.ts')).stream,
  soak: async () => (await import('./soak.bench.ts')).soak,
  train: async () => (await import('./train.bench.ts')).train,
  recovery: async () => (await import('./recovery.bench.ts')).recovery,
  redis: async () => (await import('./redis.bench.ts')).redis,
  kafka: async () => (await import('./kafka.bench.ts')).kafka,
  'kafka-peers': async () => (await import('./kafka-peers.bench.ts')).kafkaPeers,
  latency: async () => (await import('./latency.bench.ts')).latency,
  sentiment: async () => (await import('./sentiment.bench.ts')).sentiment,
  'm4-hourly': async () => (await import('./m4-hourly.bench.ts')).m4Hourly,
  'm4-weekly': async () => (await import('./m4-weekly.bench.ts')).m4Weekly,
  exchange: async () => (await import('./exchange.bench.ts')).exchange,
  coverage: async () => (await import('./coverage.bench.ts')).coverage,
  'score-cost': async () => (await import('./score-cost.bench.ts')).scoreCost,
  'train-lm': async () => (await import('./train-lm.bench.ts')).trainLm,
  tagging: async () => (await import('./tagging.bench.ts')).tagging,
  typing: async () => (await import('./typing.bench.ts')).typing,
  drift: async () => (await import('./drift.bench.ts')).drift,
  'retrain-beside': async () => (await import('./retrain-beside.bench.ts')).retrainBeside,
  words: async () => (await import('./words.bench.ts')).words,
}
