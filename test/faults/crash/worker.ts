import { merge } from 'rxjs'
import * as file from '../../../connectors/file/index.ts'
import * as sqlite from '../../../connectors/sqlite/index.ts'
import { dedupe, forecast, scanByKey, score } from '../../../operators/index.ts'
import { pipeline, run, type MarkedSink, type Output } from '../../../src/index.ts'
import { randomForecaster } from '../../operators/random-model.ts'

/** What the test tells the worker it starts, as JSON in its first argument. */
export interface WorkerPlan {
  readonly input: string
  readonly folder: string
  readonly turnSize: number
  /** Kill the own process when this step is reached for the n-th time. */
  readonly failpoint?: { readonly step: string; readonly nth: number }
  /** Leave out the cut of the outputs at recovery: the test must then fail. */
  readonly withoutCut?: boolean
}

interface Trade {
  readonly key: string
  readonly id: number
  readonly price: number
}

const plan = JSON.parse(process.argv[2]!) as WorkerPlan
let reached = 0

function onStep(step: string): void {
  if (step === plan.failpoint?.step && ++reached === plan.failpoint.nth) process.kill(process.pid, 'SIGKILL')
}

function sinkOf(path: string): MarkedSink<unknown> {
  const sink = file.sink({ path })
  if (plan.withoutCut !== true) return sink
  return {
    name: sink.name,
    kind: sink.kind,
    open: () => sink.open(undefined),
    append: (outputs: readonly Output[]) => sink.append(outputs),
    sync: () => sink.sync(),
    close: () => sink.close(),
  }
}

const model = randomForecaster()
const worker = pipeline({
  name: 'crash',
  source: file.source<Trade>({ path: plan.input }),
  sink: sinkOf(`${plan.folder}/outputs.ndjson`),
  deadLetters: file.deadLetterSink({ path: `${plan.folder}/dead-letters.ndjson` }),
  state: sqlite.store(`${plan.folder}/state`, { onStep: (step) => onStep(`store:${step}`) }),
  guarantee: 'exactly-once',
  turn: { maxTicks: plan.turnSize },
  // Small limits, so that saves, loads and evictions happen all the time.
  checkpoint: { everyTicks: 3000, everyMs: 20 },
  cache: { maxKeys: 600, maxDirty: 400 },
  operators: (ticks) =>
    merge(
      ticks.pipe(
        dedupe(({ id }) => id, { window: 8 }),
        forecast(model),
        score(),
      ),
      ticks.pipe(
        scanByKey(({ count, sum }, { price }) => ({ count: count + 1, sum: sum + price }), { count: 0, sum: 0 }),
      ),
    ),
})

const { ended } = await run(worker, { onStep, onStart: () => process.send?.('started') })
process.exitCode = ended ? 0 : 1
