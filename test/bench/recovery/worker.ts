import { run } from '../../../src/index.ts'
import type { Store } from '../../../src/state/store.ts'
import type { Source } from '../../../src/stream/source.ts'
import { recoveryPipeline, recoverySource, recoveryStore, type Quote, type RecoveryPlace } from './problem.ts'

/** A worker of the bench `recovery`, in a process of its own: its plan is JSON in the first argument. */
export interface RecoveryPlan extends RecoveryPlace {
  readonly id: string
  readonly stopAtEnd: boolean
}

export type RecoveryNews =
  | { readonly type: 'assigned'; readonly at: number; readonly partitions: number }
  | { readonly type: 'ended'; readonly ticks: number; readonly keysLoaded: number }

const plan = JSON.parse(process.argv[2]!) as RecoveryPlan
const stop = new AbortController()
process.on('SIGTERM', () => stop.abort())
// The bench is gone: so are we.
process.on('disconnect', () => process.exit(3))

const tell = (news: RecoveryNews) => process.send!(news)
let keysLoaded = 0

const source = recoverySource(plan, plan.stopAtEnd)
const read = source.read.bind(source)
source.read = async (options: Parameters<Source['read']>[0]) => {
  const event = await read(options)
  // Of a clock that all processes of the machine share.
  if (event.type === 'assigned')
    tell({ type: 'assigned', at: Number(process.hrtime.bigint()) / 1e6, partitions: event.partitions.length })
  return event
}
const store = recoveryStore(plan)
const load = store.load.bind(store)
store.load = (...asked: Parameters<Store['load']>) => {
  keysLoaded += asked[2].length
  return load(...asked)
}

const { ticks } = await run<Quote, unknown>(recoveryPipeline(plan, source, store), {
  workerId: plan.id,
  signal: stop.signal,
})
process.send!({ type: 'ended', ticks, keysLoaded } satisfies RecoveryNews, () => process.exit(0))
