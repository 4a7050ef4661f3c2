import { describe, expect, it } from 'vitest'
import { sink, source } from '../../../connectors/kafka/index.ts'
import * as memory from '../../../connectors/memory/index.ts'
import { features, forecast } from '../../../operators/index.ts'
import { fromRegistry, pipeline, run } from '../../../src/index.ts'
import { createModel } from '../../../src/model/create-model.ts'
import { initialise } from '../../../src/model/initialise.ts'
import { parseModelSpec } from '../../../src/model/parse-model-spec.ts'
import type { RetrainingEvent } from '../../../src/retraining/retraining-event.ts'
import type { TrainingWindow } from '../../../src/retraining/window/training-window.ts'
import { readWindow } from '../../../src/retraining/window/read-window.ts'
import { changingStream, registryWith, spec, trainChampion, type Price } from '../../src/retraining/changing-stream.ts'
import { useCluster, type Cluster } from './cluster.ts'

const cluster = useCluster()
const model = createModel(parseModelSpec(spec), initialise(parseModelSpec(spec), 1))
const keys = ['a', 'b']
type Entries = readonly memory.MemoryTick<Price>[]

/** Each key in a partition of its own. */
async function produce(to: Cluster, topic: string, entries: Entries): Promise<void> {
  const records = entries.map(({ key = '', value, eventTime = 0 }) => {
    return { key, value: JSON.stringify(value), partition: keys.indexOf(key), timestamp: eventTime }
  })
  await to.produce(topic, records)
}

const reader = (topic: string) =>
  source<Price>({ brokers: cluster.brokers, groupId: cluster.name('window'), topic, heartbeatMs: 100 })

/** What the network is fed with and measured in, by key. */
const byKey = ({ keys: all }: TrainingWindow) =>
  Object.fromEntries(all.map(({ key, inputs, levels, scales, flags }) => [key, { inputs, levels, scales, flags }]))

describe('the window of a retraining from a broker', () => {
  it('is what memory gives, up to the offsets it is told, also where the log begins after the last one', async () => {
    const entries = changingStream({ seed: 4, ticks: 1500, keys })
    const chain = features<Price>(model)
    const windowTicks = 1000
    const expected = await readWindow<Price>({ source: memory.source({ entries }), chain, model, windowTicks })
    const topic = await cluster.createTopic(2)
    await produce(cluster, topic, entries.slice(0, 1600))
    const first = await readWindow<Price>({ source: reader(topic), chain, model, windowTicks: 400 })
    expect(first).toMatchObject({ exact: true, until: { [`${topic}/0`]: 800, [`${topic}/1`]: 800 } })

    await produce(cluster, topic, entries.slice(1600))
    const until = { [`${topic}/0`]: 1500, [`${topic}/1`]: 1500 }
    await produce(cluster, topic, changingStream({ seed: 5, ticks: 300, keys }))
    const whole = { chain, model, windowTicks, until }
    const read = await readWindow<Price>({ ...whole, source: reader(topic) })
    expect(read).toMatchObject({ exact: true, until })
    expect(byKey(read.window)).toEqual(byKey(expected.window))

    const cut = Object.entries(first.kept.offsets).map(([id, offset]) => {
      return { partition: Number(id.split('/').at(-1)), offset: BigInt(offset) }
    })
    expect(cut.every(({ offset }) => offset > 0n)).toBe(true)
    await cluster.admin().deleteRecords({ topics: [{ name: topic, partitions: cut }] })
    const later = await readWindow<Price>({ ...whole, source: reader(topic), kept: first.kept })
    expect(later.exact).toBe(true)
    expect(later.window).toEqual(read.window)
    expect((await readWindow<Price>({ ...whole, source: reader(topic) })).exact).toBe(false)
  }, 60_000)

  it('retrains a pipeline on Kafka, which serves what was promoted', async () => {
    const log = changingStream({ seed: 1, ticks: 6000, changeAt: 3000, keys })
    const champion = await trainChampion(log.slice(0, 6000))
    const { registry } = await registryWith(champion)
    const [topic, out] = [await cluster.createTopic(2), await cluster.createTopic(2)]
    await cluster.createTopic(1, `${out}-dead-letters`)
    await produce(cluster, topic, log.slice(0, 11_000))
    const { brokers } = cluster
    const events: RetrainingEvent[] = []
    const versions = new Set<string>()
    const stop = new AbortController()
    const served = pipeline({
      source: source<Price>({ brokers, groupId: cluster.name('group'), topic, heartbeatMs: 100 }),
      ...{ sink: sink({ brokers, topic: out }), state: memory.store(), models: fromRegistry(registry) },
      ...{ swap: { everyMs: 0 }, operators: (ticks) => ticks.pipe(forecast('changes@champion')) },
      retrain: {
        ...{ registry, source: () => reader(topic), schedule: { everyTicks: 11_000 } },
        ...{ windowTicks: 5000, updates: 120, learningRate: 0.01, cpuShare: 1 },
      },
    })
    await run(served, {
      signal: stop.signal,
      onRetrain(event) {
        events.push(event)
        if (event.type === 'failed') stop.abort(event.error)
        if (event.type === 'ended') void produce(cluster, topic, log.slice(11_000))
      },
      onModels(serving) {
        for (const { version, since } of serving) if (since > 0) versions.add(version)
        if (serving.every(({ since }) => since > 0)) stop.abort()
      },
    })
    expect(events.find(({ type }) => type === 'window')).toMatchObject({ ticks: 5000, keys: 2, exact: true })
    expect(events.at(-1)).toMatchObject({ type: 'ended', outcome: { kind: 'promoted' } })
    expect([...versions]).toEqual([(await registry.standing()).champion!.slice(0, 16)])
  }, 120_000)
})
