import { createStepper } from '../../kernel/create-stepper.ts'
import type { NetworkSpec } from '../../kernel/stepper.ts'
import { initialise } from '../../model/initialise.ts'
import { inputSize } from '../../model/spec.ts'
import { createRandom } from '../../numeric/random.ts'
import type { TrainingEngine } from '../../training/engine.ts'
import { createTrainer } from '../../training/trainer.ts'
import type { CellSpeed } from './comparison.ts'

const batch = 64
const timesteps = 32
const trainingMs = 300
const steppingMs = 100
const stepsAtOnce = 1000

/** Medians on this machine, one thread. */
export function measureSpeed(spec: NetworkSpec, engine: TrainingEngine): CellSpeed {
  return {
    trainedTimestepsPerSecond: (1000 * batch * timesteps) / medianMs(trainingMs, trainingUpdate(spec, engine)),
    stepMicroseconds: (1000 / stepsAtOnce) * medianMs(steppingMs, manySteps(spec)),
  }
}

function trainingUpdate(spec: NetworkSpec, engine: TrainingEngine): () => void {
  const random = createRandom(1)
  const sequences = Array.from({ length: batch }, () => ({
    inputs: Float32Array.from({ length: 8 * timesteps * inputSize(spec) }, () => random.normal()),
    targets: Float32Array.from({ length: 8 * timesteps }, () => random.normal()),
  }))
  const options = { batch, timesteps, burnIn: 0, updates: 1_000_000, validateEvery: 1_000_000 }
  const trainer = createTrainer({ network: spec, weights: initialise(spec, 1), sequences, options, engine })
  return () => trainer.update()
}

function manySteps(spec: NetworkSpec): () => void {
  const stepper = createStepper(spec, initialise(spec, 1), { maxRows: 1 })
  const random = createRandom(1)
  stepper.inputs.forEach((_, i) => (stepper.inputs[i] = random.normal()))
  return () => {
    for (let i = 0; i < stepsAtOnce; i++) stepper.step(1)
  }
}

/** Of as many calls as fit; the first warms up. */
function medianMs(ms: number, call: () => void): number {
  const times: number[] = []
  const end = performance.now() + ms
  call()
  while (performance.now() < end || times.length < 3) {
    const start = performance.now()
    call()
    times.push(performance.now() - start)
  }
  return times.toSorted((a, b) => a - b)[times.length >> 1]!
}
