import * as kafka from '../../../../connectors/kafka/index.ts'
import * as redis from '../../../../connectors/redis/index.ts'
import * as sqlite from '../../../../connectors/sqlite/index.ts'
import { fromRegistry, pipeline, run, type SwapNews } from '../../../../src/index.ts'
import { parseHistory } from '../../../../src/state/model-history.ts'
import type { Store } from '../../../../src/state/store.ts'
import { openRegistry } from '../models/round-registry.ts'
import { plantMutation } from '../mutations/plant-mutation.ts'
import { outPartitions } from '../stage.ts'
import { noteEvent } from './event-log.ts'
import { Failpoints } from './failpoints.ts'
import { PendingCalls } from './pending-calls.ts'
import { pausingStore, watchSink, watchSource, watchStore } from './watch-parts.ts'
import { pipelines } from './pipelines.ts'
import type { Failpoint, WorkerPlan } from './worker-plan.ts'

const plan = JSON.parse(process.argv[2]!) as WorkerPlan
const { id, brokers, groupId, topics, outTopic, eventFile, sessionTimeoutMs, transactionTimeoutMs } = plan

const points = new Failpoints((step) => noteEvent(eventFile, { type: 'reached', worker: id, step }))
for (const point of plan.failpoints) points.arm(point)
process.on('message', (told: Failpoint | 'go on' | 'disarm') => {
  if (told === 'go on') points.release()
  else if (told !== 'disarm') points.arm(told)
  else {
    points.disarm()
    process.send!('disarmed')
  }
})
// The test is gone: so are we.
process.on('disconnect', () => process.exit(3))
if (!process.connected) process.exit(3)
const stop = new AbortController()
const pending = new PendingCalls()
process.on('SIGTERM', () => {
  stop.abort()
  setTimeout(() => {
    process.stderr.write(`still waiting for: ${String(pending)}; ${process.getActiveResourcesInfo().join(' ')}\n`)
  }, 25_000).unref()
})

const client = { brokers, clientId: id, connectTimeoutMs: 2000, requestTimeoutMs: 4000 }
const { late, schema, operators } = await pipelines[plan.pipeline]()
const source = kafka.source<unknown>({
  ...client,
  groupId,
  topics: [...topics],
  ...(schema === undefined ? {} : { schema }),
  eventTime: (value) => (value as { readonly time: number }).time,
  stopAtEnd: plan.stopAtEnd,
  sessionTimeoutMs,
  rebalanceTimeoutMs: 3000,
  heartbeatMs: 200,
})
const sink = kafka.sink({ ...client, topic: outTopic, create: { partitions: outPartitions }, transactionTimeoutMs })

function openStore(): Store {
  if ('folder' in plan.store) return sqlite.store(plan.store.folder)
  const { redis: url, prefix } = plan.store
  return redis.store({ url, prefix, reconnect: { maxWaitMs: 30_000, silenceMs: 3000 }, onWarning: () => undefined })
}

const watch = { worker: id, eventFile, points }
// Failpoints of the store are inside of a planted mutation, those of source and sink around it.
const parts = plantMutation(plan, { source, sink, store: pausingStore(openStore(), points) })
const worker = pipeline({
  name: plan.pipeline,
  source: pending.watch('source', watchSource(parts.source, watch)),
  sink: pending.watch('sink', watchSink(parts.sink, watch)),
  state: pending.watch('store', watchStore(parts.store, watch)),
  guarantee: 'exactly-once',
  turn: { maxTicks: plan.maxTicks, waitMs: 100 },
  checkpoint: plan.checkpoint,
  cache: plan.cache,
  late,
  models: fromRegistry(openRegistry(plan.models.registry)),
  swap: { policy: plan.models.policy, everyMs: plan.models.everyMs, warmUpTicks: 4, dualRunTicks: 150 },
  operators,
})

/** What another run has decided, to be made again. */
const histories =
  plan.models.histories && new Map(Object.entries(plan.models.histories).map(([at, text]) => [at, parseHistory(text)!]))

function onSwap({ kind, partition, policy, reason }: SwapNews): void {
  noteEvent(eventFile, { type: 'model', worker: id, kind, partition, policy, reason })
}

try {
  await run(worker, { workerId: id, signal: stop.signal, onStep: points.hit, onSwap, ...(histories && { histories }) })
  process.exit(0)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
}
