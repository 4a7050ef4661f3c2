import { expect, test } from 'vitest'
import { createRunMetrics } from '../../../src/operations/run-metrics.ts'
import type { Source } from '../../../src/stream/source.ts'

const place = { model: 'prices@champion', partition: 'my/topic/3' }
const [a, b] = ['a'.repeat(16), 'b'.repeat(16)]
const create = () =>
  createRunMetrics({ pipeline: 'prices', version: '1', source: { name: 'memory' } as Source, seconds: () => 0 })

test('swaps by kind, who serves, and both sides of a dual run', async () => {
  const metrics = create()
  const shadow = { version: b, since: 10, until: 20 }
  metrics.onModels([{ ...place, version: a, since: 0, shadow, history: [] }])
  const info = (version: string, role: string) =>
    `tickwise_model_info{model="prices@champion",topic="my/topic",partition="3",version="${version}",role="${role}",pipeline="prices"} 1`
  const before = (await metrics.read()).split('\n')
  expect(before).toContain(info(a, 'serves'))
  expect(before).toContain(info(b, 'shadows'))
  metrics.onShadow({ ...place, version: b, scored: 4, servingLoss: 2, shadowLoss: 1.5 })
  metrics.onSwap({ ...place, kind: 'swapped' })
  metrics.onModels([{ ...place, version: b, since: 20, history: [] }])
  const after = (await metrics.read()).split('\n')
  for (const line of [
    info(b, 'serves'),
    'tickwise_model_swaps_total{kind="swapped",pipeline="prices"} 1',
    'tickwise_model_swaps_total{kind="restored",pipeline="prices"} 0',
    'tickwise_shadow_scored_total{pipeline="prices"} 4',
    'tickwise_shadow_serving_loss_total{pipeline="prices"} 2',
    'tickwise_shadow_loss_total{pipeline="prices"} 1.5',
  ])
    expect(after).toContain(line)
  expect(after.filter((line) => line.startsWith('tickwise_model_info{'))).toHaveLength(1)
})

test('a retraining: whether it runs, how far it is, and what it came to', async () => {
  const metrics = create()
  metrics.onRetrain({ type: 'began', reason: 'drift', token: 1, champion: a })
  metrics.onRetrain({ type: 'window', ticks: 5000, keys: 2, exact: true })
  const losses = { trainingLoss: 0.5, validationLoss: 0.25, bestValidationLoss: 0.25 }
  metrics.onRetrain({ type: 'progress', progress: { updates: 10, totalUpdates: 40, ...losses } })
  const during = (await metrics.read()).split('\n')
  for (const line of [
    'tickwise_retraining_running{pipeline="prices"} 1',
    'tickwise_retraining_window_ticks{pipeline="prices"} 5000',
    'tickwise_retraining_progress{pipeline="prices"} 0.25',
    'tickwise_retraining_validation_loss{pipeline="prices"} 0.25',
  ])
    expect(during).toContain(line)
  metrics.onRetrain({ type: 'ended', outcome: { kind: 'rejected', decision: { model: b, reason: 'luck' } } })
  metrics.onRetrain({ type: 'failed', error: new Error('x') })
  const after = (await metrics.read()).split('\n')
  for (const line of [
    'tickwise_retraining_running{pipeline="prices"} 0',
    'tickwise_retrainings_total{outcome="rejected",pipeline="prices"} 1',
    'tickwise_retrainings_total{outcome="failed",pipeline="prices"} 1',
    'tickwise_retrainings_total{outcome="promoted",pipeline="prices"} 0',
  ])
    expect(after).toContain(line)
})
