import { expect, test } from 'vitest'
import { createRunMetrics } from '../../../src/operations/run-metrics.ts'
import type { DeadLetterReason } from '../../../src/stream/dead-letter.ts'
import type { Source } from '../../../src/stream/source.ts'

const noLog = { name: 'memory' } as Source
const log = { name: 'kafka', committed: () => {}, lag: () => new Map([['my/topic/3', 41]]) } as unknown as Source

function createAt(source: Source) {
  const clock = { now: 100 }
  const metrics = createRunMetrics({ pipeline: 'prices', version: '1.2.3', source, seconds: () => clock.now })
  return { clock, metrics }
}

const tick = (eventTime: number | undefined) => ({ topic: 't', partition: 0, offset: 0, key: 'k', eventTime, value: 0 })
const letter = (reason: DeadLetterReason) => ({
  ...{ topic: 't', partition: 0, offset: 1, message: 'm', raw: new Uint8Array(0), rawLength: 0, rawHash: '' },
  reason,
})

test('counts ticks, outputs and dead letters by reason, each with the name of the pipeline', async () => {
  const { metrics } = createAt(noLog)
  metrics.onStart({ guarantee: 'exactly-once', counters: {} })
  const cache = { keys: 7, dirty: 2 }
  metrics.onTurn({ ticks: [tick(5000), tick(3000)], outputs: [1], deadLetters: [letter('late')], cache })
  metrics.onTurn({ ticks: [tick(undefined)], outputs: [], deadLetters: [], cache })
  const text = await metrics.read()
  for (const line of [
    'tickwise_ticks_total{pipeline="prices"} 3',
    'tickwise_outputs_total{pipeline="prices"} 1',
    'tickwise_dead_letters_total{reason="late",pipeline="prices"} 1',
    'tickwise_dead_letters_total{reason="malformed",pipeline="prices"} 0',
    'tickwise_turn_ticks_count{pipeline="prices"} 2',
    'tickwise_cached_keys{pipeline="prices"} 7',
    'tickwise_dirty_keys{pipeline="prices"} 2',
    'tickwise_event_time_seconds{pipeline="prices"} 5',
    'tickwise_run_info{guarantee="exactly-once",version="1.2.3",pipeline="prices"} 1',
  ])
    expect(text.split('\n')).toContain(line)
  expect(text).toContain('process_resident_memory_bytes')
})

test('times phases, counts recoveries and knows how old the checkpoint is', async () => {
  const { metrics, clock } = createAt(noLog)
  metrics.onPhase('recover')()
  const end = metrics.onPhase('commit')
  clock.now += 0.3
  end()
  clock.now += 11.7
  const text = await metrics.read()
  expect(text).toContain('tickwise_recoveries_total{pipeline="prices"} 1')
  expect(text).toMatch(/tickwise_phase_seconds_sum\{pipeline="prices",phase="commit"\} 0\.(3|29999)\d*\n/)
  expect(text).toContain('tickwise_phase_seconds_bucket{le="0.25",pipeline="prices",phase="commit"} 0')
  expect(text).toContain('tickwise_phase_seconds_bucket{le="0.5",pipeline="prices",phase="commit"} 1')
  expect(text).toContain('tickwise_checkpoint_age_seconds{pipeline="prices"} 12')
  metrics.onPhase('save')()
  expect(await metrics.read()).toContain('tickwise_checkpoint_age_seconds{pipeline="prices"} 0')
})

test('asks a log for its lag when it is read, and has none for other sources', async () => {
  expect(await createAt(log).metrics.read()).toContain(
    'tickwise_lag_ticks{topic="my/topic",partition="3",pipeline="prices"} 41',
  )
  expect(await createAt(noLog).metrics.read()).not.toMatch(/^tickwise_lag_ticks\{/m)
})
