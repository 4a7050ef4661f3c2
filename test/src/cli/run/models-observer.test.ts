import { expect, test } from 'vitest'
import * as memory from '../../../../connectors/memory/index.ts'
import { forecast } from '../../../../operators/index.ts'
import { modelsObserver } from '../../../../src/cli/run/models-observer.ts'
import type { ModelsView } from '../../../../src/dashboard/models-view.ts'
import { startDashboard } from '../../../../src/dashboard/server.ts'
import { createRunMetrics } from '../../../../src/operations/run-metrics.ts'
import { createRegistry, fromRegistry, pipeline, run } from '../../../../src/index.ts'
import type { Model } from '../../../../src/model/model.ts'
import { randomForecaster, randomWalk, type Price } from '../../../operators/random-model.ts'
import { shaken } from '../../../operators/shaken.ts'

const [first, second] = [1, 2].map((seed) => shaken(randomForecaster('gru', seed), seed)) as [Model, Model]
const versionOf = ({ fingerprint }: Model) => fingerprint.slice(0, 16)
const model = `${first.spec.name}@champion`

test('a dual run, from its beginning to the rollback, on the page and in metrics', async (context) => {
  const registry = createRegistry(memory.objects(), { now: () => 0 })
  for (const one of [first, second]) await registry.add(one)
  await registry.promote(first.fingerprint, { reason: 'a test' })
  const page = await startDashboard({ port: 0, title: 'test' })
  context.onTestFinished(() => page.close())
  const shown = () => fetch(new URL('/models.json', page.url))
  expect((await shown()).status).toBe(404)
  const source = memory.source<Price>({ entries: randomWalk(300).map((value) => ({ key: value.symbol, value })) })
  const metrics = createRunMetrics({ pipeline: 'test', version: '1', source, seconds: () => 0 })
  const views: ModelsView[] = []
  const both = {
    models(view: ModelsView) {
      views.push(view)
      page.models(view)
    },
  }
  let turns = 0
  await run(
    pipeline({
      ...{ source, sink: memory.transactionalSink(source), state: memory.store(), models: fromRegistry(registry) },
      swap: { policy: 'dual-run', everyMs: 0, dualRunTicks: 100, dualRunMargin: -0.99 },
      turn: { maxTicks: 10 },
      operators: (ticks) => ticks.pipe(forecast(model)),
    }),
    {
      ...modelsObserver(metrics, both),
      onTurn() {
        turns++
        if (turns === 3) void registry.promote(second.fingerprint, { reason: 'a test' })
        if (turns === 20) void registry.rollBack({ reason: 'a test' })
      },
    },
  )
  const kinds = views.at(-1)!.events.map(({ kind }) => kind)
  expect(kinds).toEqual(['restored', 'swapped', 'shadowing'])
  const beside = views.findLast(({ serving }) => serving[0]?.shadow !== undefined)!.serving[0]!
  expect(beside).toMatchObject({ version: versionOf(first), shadow: { version: versionOf(second) } })
  const { since, until, scored, servingLoss, shadowLoss } = beside.shadow!
  expect(until - since).toBe(100)
  expect(scored).toBeGreaterThan(50)
  expect(servingLoss! > 0 && shadowLoss! > 0).toBe(true)
  const last = (await (await shown()).json()) as ModelsView
  expect(last.serving).toMatchObject([{ model, version: versionOf(first), since: 0 }])
  expect(last.serving[0]!.history.map(({ policy }) => policy)).toEqual(['dual-run', 'shadow', 'dual-run', 'restore'])
  const text = await metrics.read()
  for (const kind of kinds) expect(text).toContain(`tickwise_model_swaps_total{kind="${kind}",pipeline="test"} 1`)
  expect(text).toContain(`version="${versionOf(first)}",role="serves"`)
})
