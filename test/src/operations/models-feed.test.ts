import { expect, test } from 'vitest'
import { modelEventsKept, type ModelsView } from '../../../src/dashboard/models-view.ts'
import { createModelsFeed } from '../../../src/operations/models-feed.ts'

const version = (digit: string) => digit.repeat(16)
const place = { model: 'prices@champion', partition: 'ticks/3' }
const history = [{ offset: 0, version: version('a'), policy: 'dual-run', decision: 1 }]

function createFeed() {
  const clock = { now: 1000 }
  const views: ModelsView[] = []
  const feed = createModelsFeed({ now: () => clock.now++, publish: (view) => views.push(view) })
  return { feed, latest: () => views.at(-1)! }
}

test('tells who serves, who advances beside, and how both do', () => {
  const { feed, latest } = createFeed()
  const shadow = { version: version('b'), since: 100, until: 300 }
  feed.onModels([{ ...place, version: version('a'), since: 0, shadow, history }])
  expect(latest().serving[0]!.shadow).toEqual({ ...shadow, scored: 0, servingLoss: null, shadowLoss: null })
  for (const losses of [
    { scored: 2, servingLoss: 4, shadowLoss: 3 },
    { scored: 2, servingLoss: 2, shadowLoss: 1 },
  ])
    feed.onShadow({ ...place, version: version('b'), ...losses })
  expect(latest().serving[0]!.shadow).toEqual({ ...shadow, scored: 4, servingLoss: 1.5, shadowLoss: 1 })
  feed.onSwap({ ...place, kind: 'swapped', offset: 300, before: version('a'), version: version('b') })
  feed.onModels([{ ...place, version: version('b'), since: 300, history }])
  expect(latest().serving).toEqual([{ ...place, version: version('b'), since: 300, history }])
  expect(latest().events).toMatchObject([{ kind: 'swapped', offset: 300 }])
})

test('follows a retraining from its beginning to its verdict', () => {
  const { feed, latest } = createFeed()
  feed.onRetrain({ type: 'began', reason: 'drift', token: 7, champion: 'a'.repeat(64) })
  expect(latest().retraining).toMatchObject({ state: 'reading', token: 7, reason: 'drift', since: 1000 })
  feed.onRetrain({ type: 'window', ticks: 5000, keys: 2, exact: true })
  const losses = { trainingLoss: 0.5, validationLoss: null, bestValidationLoss: null }
  feed.onRetrain({ type: 'progress', progress: { updates: 10, totalUpdates: 40, ...losses } })
  expect(latest().retraining).toMatchObject({ state: 'training', window: { ticks: 5000 }, progress: { updates: 10 } })
  const decision = { model: 'b'.repeat(64), reason: 'better', scores: { improvement: 0.1 } }
  feed.onRetrain({ type: 'ended', outcome: { kind: 'promoted', decision } })
  expect(latest().retraining).toMatchObject({ state: 'ended', outcome: 'promoted' })
  expect(latest().events).toEqual([
    { at: 1002, kind: 'promoted', version: version('b'), reason: 'better', scores: { improvement: 0.1 } },
    { at: 1001, kind: 'retraining-began', version: version('a'), reason: 'drift' },
  ])
  feed.onRetrain({ type: 'failed', error: new Error('no disk') })
  expect(latest().events[0]).toMatchObject({ kind: 'retraining-failed', reason: 'no disk' })
})

test('keeps the newest events, and counts all of them', () => {
  const { feed, latest } = createFeed()
  for (let i = 0; i < 3 * modelEventsKept; i++) feed.onSwap({ ...place, kind: 'refused', offset: i, reason: 'no' })
  expect(latest().events).toHaveLength(modelEventsKept)
  expect(latest().events[0]).toMatchObject({ offset: 3 * modelEventsKept - 1 })
  expect(latest().counts).toMatchObject({ refused: 3 * modelEventsKept, swapped: 0 })
})
