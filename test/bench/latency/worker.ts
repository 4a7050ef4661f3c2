import { workerData } from 'node:worker_threads'
import { run } from '../../../src/index.ts'
import { BareLoop, type BareLoopOptions } from '../kafka/bare-loop.ts'
import { kafkaPipeline, type KafkaPipelineOptions } from '../kafka/pipeline.ts'

/** What answers the ticks of a topic until the thread is ended. */
export type LatencyWorker = { readonly pipeline: KafkaPipelineOptions } | { readonly bare: BareLoopOptions }

const work = workerData as LatencyWorker
if ('pipeline' in work) await run(kafkaPipeline(work.pipeline).pipeline)
else await runBare(work.bare)

async function runBare(options: BareLoopOptions): Promise<never> {
  const loop = new BareLoop(options)
  await loop.open()
  for (;;) {
    const records = await loop.fetch(500)
    if (records.length > 0) await loop.commit(records)
  }
}
