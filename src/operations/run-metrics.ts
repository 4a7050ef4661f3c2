import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { deadLetterReasons } from '../stream/dead-letter.ts'
import { isLogSource } from '../stream/log-source.ts'
import type { Source } from '../stream/source.ts'
import { createModelMetrics } from './model-metrics.ts'
import { runPhases, type RunObserver } from './run-observer.ts'

export interface RunMetrics extends Required<Omit<RunObserver, 'onStop'>> {
  readonly contentType: string
  /** The text that Prometheus reads. */
  read(): Promise<string>
}

export interface RunMetricsOptions {
  readonly pipeline: string
  readonly version: string
  /** Asked for its lag when the metrics are read, if it is a log. */
  readonly source: Source
  /** Seconds of a clock that only goes forward. */
  readonly seconds: () => number
}

const phaseBuckets = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60]
const turnBuckets = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536]

/** Figures of one worker since it started. Every series carries the pipeline's name. */
export function createRunMetrics({ pipeline, version, source, seconds }: RunMetricsOptions): RunMetrics {
  const registry = new Registry()
  registry.setDefaultLabels({ pipeline })
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const counter = (name: string, help: string) => new Counter({ name: `tickwise_${name}`, help, registers })
  const gauge = (name: string, help: string) => new Gauge({ name: `tickwise_${name}`, help, registers })

  const ticks = counter('ticks_total', 'Ticks taken in, those taken in again after a recovery included.')
  const outputs = counter('outputs_total', 'Outputs computed, those recomputed silently in a recovery included.')
  const deadLetters = new Counter({
    name: 'tickwise_dead_letters_total',
    help: 'Ticks refused, by reason.',
    labelNames: ['reason'],
    registers,
  })
  for (const reason of deadLetterReasons) deadLetters.inc({ reason }, 0)
  const turnTicks = new Histogram({
    name: 'tickwise_turn_ticks',
    help: 'Ticks a turn.',
    buckets: turnBuckets,
    registers,
  })
  const phases = new Histogram({
    name: 'tickwise_phase_seconds',
    help: 'Time in each phase of the loop; read is waiting for ticks.',
    labelNames: ['phase'],
    buckets: phaseBuckets,
    registers,
  })
  for (const phase of runPhases) phases.zero({ phase })
  const recoveries = counter('recoveries_total', 'Times that partitions were taken over and recovered.')
  const cachedKeys = gauge('cached_keys', 'Key records in memory.')
  const dirtyKeys = gauge('dirty_keys', 'Key records changed since the last checkpoint.')
  const eventTime = gauge('event_time_seconds', 'Greatest event time seen, in seconds since the epoch.')
  let savedAt = seconds()
  new Gauge({
    name: 'tickwise_checkpoint_age_seconds',
    help: 'Time since the last checkpoint or recovery. It grows while no tick comes.',
    registers,
    collect() {
      this.set(seconds() - savedAt)
    },
  })
  new Gauge({
    name: 'tickwise_lag_ticks',
    help: 'Offsets between what was read and the end of the log, by partition.',
    labelNames: ['topic', 'partition'],
    registers,
    collect() {
      this.reset()
      if (!isLogSource(source)) return
      for (const [id, lag] of source.lag()) {
        const slash = id.lastIndexOf('/')
        this.set({ topic: id.slice(0, slash), partition: id.slice(slash + 1) }, lag)
      }
    },
  })
  const info = new Gauge({
    name: 'tickwise_run_info',
    help: 'Always 1: what runs here.',
    labelNames: ['guarantee', 'version'],
    registers,
  })

  let latest = -Infinity
  return {
    ...createModelMetrics(registers),
    contentType: registry.contentType,
    read: () => registry.metrics(),
    onStart: ({ guarantee }) => info.set({ guarantee, version }, 1),
    onTurn(news) {
      ticks.inc(news.ticks.length)
      outputs.inc(news.outputs.length)
      turnTicks.observe(news.ticks.length)
      for (const { reason } of news.deadLetters) deadLetters.inc({ reason })
      cachedKeys.set(news.cache.keys)
      dirtyKeys.set(news.cache.dirty)
      for (const tick of news.ticks)
        if (tick.eventTime !== undefined && tick.eventTime > latest) latest = tick.eventTime
      if (latest > -Infinity) eventTime.set(latest / 1000)
    },
    onPhase(phase) {
      const begun = seconds()
      return () => {
        const now = seconds()
        phases.observe({ phase }, now - begun)
        if (phase === 'recover') recoveries.inc()
        if (phase === 'save' || phase === 'recover') savedAt = now
      }
    },
  }
}
