import { parentPort } from 'node:worker_threads'
import { run } from '../../../src/index.ts'
import type { Source } from '../../../src/stream/source.ts'
import { kafkaPipeline, type KafkaPipelineOptions } from './pipeline.ts'

/** To a worker: a run, the word that all are ready, and the end of the run. */
export type ToWorker = { readonly run: KafkaPipelineOptions } | 'go' | 'stop'
/** From a worker: how many partitions it has, how many ticks were committed, that the run has ended. */
export type FromWorker = { readonly assigned: number } | { readonly committed: number } | 'ended'

const port = parentPort!
let isOpen = false
let stop = new AbortController()

port.on('message', (message: ToWorker) => {
  if (message === 'go') isOpen = true
  else if (message === 'stop') stop.abort()
  else void start(message.run)
})

async function start(options: KafkaPipelineOptions): Promise<void> {
  isOpen = false
  stop = new AbortController()
  const say = (message: FromWorker) => port.postMessage(message)
  const { source, pipeline } = kafkaPipeline(options)
  holdBack(source, (assigned) => say({ assigned }))
  const onTurn = ({ ticks }: { readonly ticks: readonly unknown[] }) => say({ committed: ticks.length })
  await run(pipeline, { signal: stop.signal, onTurn })
  say('ended')
}

/** Takes assignments, and puts every tick back until all workers have theirs. */
function holdBack(source: Source, onAssigned: (partitions: number) => void): void {
  const read = source.read.bind(source)
  source.read = async (options) => {
    for (;;) {
      const event = await read(isOpen ? options : { ...options, maxTicks: 1, waitMs: 20 })
      if (event.type === 'assigned') onAssigned(event.partitions.length)
      if (isOpen || event.type === 'assigned') return event
      for (const tick of event.ticks) await source.seek(tick, tick.offset)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
