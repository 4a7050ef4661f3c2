import type { Model } from '../../../src/index.ts'
import { makeInWorker } from '../../../src/retraining/challenger/make-in-worker.ts'
import { WindowRing } from '../../../src/retraining/window/window-ring.ts'
import { createRandom } from '../../../src/numeric/random.ts'
import { inputSize } from '../../../src/model/spec.ts'
import { parseRetrainRecipe } from '../../../src/retraining/retrain-options.ts'

const windowTicks = 100_000
const windowKeys = 100

/** What a retraining reads from the stream of the bench; what the numbers are does not change what it costs. */
function anyWindow(model: Model) {
  const random = createRandom(2)
  const size = inputSize(model.spec)
  const ring = new WindowRing(windowTicks, size)
  for (let i = 0; i < windowTicks; i++) {
    const inputs = Float32Array.from({ length: size }, () => random.normal())
    const place = { topic: 'any', partition: 0, offset: i, eventTime: i, key: `K${i % windowKeys}` }
    ring.add(place, { inputs, level: 100 + random.normal(), scale: 0.01, ready: true })
  }
  return ring.window()
}

/** Runs `work` while a retraining with the usual share of a core trains beside it, from before its start to its end. */
export async function besideRetraining<T>(model: Model, work: () => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const { heldOut, validation, start, seed, cpuShare, checkpointEvery } = parseRetrainRecipe({})
  const job = { window: anyWindow(model), heldOut, validation, start, seed, rules: {} }
  // It ends when it is stopped, not before.
  const options = { updates: 10_000_000, patience: 10_000_000 }
  let begun = () => {}
  const trains = new Promise<void>((resolve) => (begun = resolve))
  const training = makeInWorker(
    model,
    { ...job, options },
    { cpuShare, checkpointEvery, signal: stop.signal, onProgress: () => begun() },
  )
  const ended = training.then(
    () => {
      throw new Error('the retraining ended before it was stopped')
    },
    (error: unknown) => {
      if (!stop.signal.aborted) throw error
    },
  )
  await Promise.race([trains, ended])
  const result = await work()
  stop.abort(new Error('measured'))
  await ended
  return result
}
