import { TickwiseError } from '../errors.ts'
import type { NetworkSpec, SequenceNetwork } from '../kernel/stepper.ts'
import { inputSize, stateSize } from '../model/spec.ts'
import { createRandom } from '../numeric/random.ts'
import { createAccumulation } from './accumulate-gradients.ts'
import { createBatchPass } from './batch-pass.ts'
import { createChunkFeed } from './chunk-feed.ts'
import { checkEngine } from './check-engine.ts'
import { clipByGlobalNorm } from './clip-by-global-norm.ts'
import type { TrainingEngine } from './engine.ts'
import { kernelEngine } from './kernel-engine.ts'
import { learningRate } from './learning-rate.ts'
import { createLoss } from './losses/create-loss.ts'
import { createOptimiser } from './optimisers/create-optimiser.ts'
import { drawSegments, type Segment } from './segment.ts'
import { createShardedPass } from './shards/create-sharded-pass.ts'
import { layOutShards } from './shards/shard-memory.ts'
import { parseTrainingOptions, type TrainingInput } from './training-options.ts'
import type { TrainingProgress, TrainingResult } from './training-progress.ts'
import { checkSequence, type TrainingSequence } from './training-sequence.ts'
import { trainingStamp } from './training-stamp.ts'
import { decodeTrainingState, encodeTrainingState, type TrainingPlan } from './training-state.ts'
import { validationLoss } from './validation.ts'
import { createWeightAverage } from './weight-average.ts'

export interface TrainerInput {
  readonly network: NetworkSpec
  /** First weights, by `tensorLayout`. */
  readonly weights: Float32Array
  readonly sequences: readonly TrainingSequence[]
  readonly options?: TrainingInput | undefined
  /** Bytes of `save()`: goes on where they were taken, to the same bits as without the break. */
  readonly resume?: Uint8Array | undefined
  readonly engine?: TrainingEngine | undefined
  /** At most `options.shards` threads can help; the bits are the same for any number. Default 1. */
  readonly threads?: number | undefined
}

/** A training in progress. Seeded: the same input gives the same bits. Synchronous: the caller decides when to pause. */
export interface Trainer {
  readonly done: boolean
  /** One gradient step and, when due, a look at the validation stretch. Throws `TRAINING_FAILED` when it diverges. */
  update(): void
  progress(): TrainingProgress
  /** The best weights on the validation stretch so far, the last ones where there is none. */
  result(): TrainingResult
  /** Everything needed to go on later. */
  save(): Uint8Array
  close(): void
}

/**
 * Truncated back-propagation through time with the state carried from chunk to chunk, as the network is served.
 * Throws `CONFIG_INVALID`, `INPUT_INVALID`, and for `resume` `RECORD_INVALID` or `RECORD_FOREIGN`.
 */
export function createTrainer(input: TrainerInput): Trainer {
  const { network: spec, sequences, engine = kernelEngine, threads = 1 } = input
  const options = parseTrainingOptions(input.options ?? {})
  const loss = createLoss(spec.head, options.loss)
  const shape = {
    timesteps: options.timesteps,
    streams: options.batch,
    inputSize: inputSize(spec),
    targetSize: loss.targetSize,
    stateSize: stateSize(spec),
  }
  const stretches = sequences.map((sequence, index) => {
    const timesteps = checkSequence(sequence, shape.inputSize, shape.targetSize, index)
    return { sequence: index, timesteps: sequence.validationFrom ?? timesteps }
  })
  if (!stretches.some(({ timesteps }) => timesteps > options.burnIn)) throw tooShort(options.burnIn)

  checkEngine(options, engine, threads)

  const stamp = trainingStamp(spec, input.weights, sequences, options)
  const network = engine.createNetwork(spec, input.weights)
  const { parameters, gradients } = network
  const optimiser = createOptimiser(parameters.length, options.optimiser)
  const random = createRandom(options.seed)
  const memory = options.shards === undefined ? undefined : layOutShards(spec, options)
  const states = memory?.states ?? new Float32Array(options.batch * shape.stateSize)
  const average = options.averaging && createWeightAverage(parameters, options.averaging)
  const best = parameters.slice()
  let waiting: Segment[] = []
  let plan: Omit<TrainingPlan, 'waiting' | 'position' | 'stamp'> = {
    updates: 0,
    timesteps: 0,
    epochs: 0,
    running: [0, 0],
    trainingLoss: null,
    validationLoss: null,
    best: null,
    looksWithoutGain: 0,
  }
  const next = () => {
    if (waiting.length === 0) {
      waiting = drawSegments(stretches, options, random)
      plan.epochs++
    }
    return waiting.shift()
  }
  const feed = createChunkFeed(sequences, shape, next, memory?.shards)
  const pass = memory
    ? createShardedPass(network, spec, options, memory, threads)
    : createBatchPass(network, spec, options, feed.parts[0]!, states)
  const { accumulate = 1 } = options
  const computeGradients = createAccumulation(gradients, accumulate, (n) => {
    feed.fill(states)
    plan.timesteps += feed.fed
    return pass.run(plan.updates * accumulate + n)
  })

  const look = () => {
    const served = average?.weights ?? parameters
    const validation = withParameters(
      network,
      served,
      () => validationLoss(network, loss, sequences, shape, options.validationWarmUp) ?? null,
    )
    plan.validationLoss = validation
    if (plan.running[1] > 0) plan.trainingLoss = plan.running[0] / plan.running[1]
    plan.running = [0, 0]
    if (validation === null) return
    if (!Number.isFinite(validation)) throw diverged(plan.updates, 'validation loss', validation)
    if (plan.best !== null && validation >= plan.best.loss) {
      plan.looksWithoutGain++
      return
    }
    plan.best = { update: plan.updates, loss: validation }
    plan.looksWithoutGain = 0
    best.set(served)
  }
  const isDone = () => plan.updates >= options.updates || plan.looksWithoutGain >= options.patience

  if (input.resume) {
    const { plan: saved, parts } = decodeTrainingState(input.resume, stamp)
    const { waiting: queue, position, stamp: _, ...rest } = saved
    plan = rest
    waiting = queue
    feed.restore(position.map((slot) => slot ?? undefined))
    bytesOf(parameters).set(parts.parameters)
    bytesOf(best).set(parts.best)
    if (average) bytesOf(average.weights).set(parts.average)
    bytesOf(states).set(parts.states)
    optimiser.load(parts.optimiser)
    random.load(parts.random)
  } else look()

  return {
    get done() {
      return isDone()
    },
    update() {
      const sum = computeGradients()
      if (!Number.isFinite(sum.loss)) throw diverged(plan.updates, 'training loss', sum.loss)
      if (sum.weight > 0) {
        const norm = clipByGlobalNorm(gradients, options.clip)
        if (!Number.isFinite(norm)) throw diverged(plan.updates, 'gradient norm', norm)
        optimiser.step(parameters, gradients, learningRate(options.learningRate, plan.updates, options.updates))
      }
      plan.running = [plan.running[0] + sum.loss, plan.running[1] + sum.weight]
      plan.updates++
      average?.add(parameters, plan.updates)
      if (plan.updates % options.validateEvery === 0 || plan.updates === options.updates) look()
    },
    progress: () => ({
      updates: plan.updates,
      totalUpdates: options.updates,
      timesteps: plan.timesteps,
      epochs: plan.epochs,
      trainingLoss: plan.running[1] > 0 ? plan.running[0] / plan.running[1] : plan.trainingLoss,
      validationLoss: plan.validationLoss,
      bestValidationLoss: plan.best?.loss ?? null,
    }),
    result: () => ({
      weights: (plan.best ? best : (average?.weights ?? parameters)).slice(),
      report: {
        engine: engine.name,
        options,
        updates: plan.updates,
        timesteps: plan.timesteps,
        epochs: plan.epochs,
        trainingLoss: plan.trainingLoss,
        validationLoss: plan.best?.loss ?? null,
        bestUpdate: plan.best?.update ?? plan.updates,
        stoppedEarly: plan.updates < options.updates,
      },
    }),
    save() {
      const position = feed.position().map((slot) => slot ?? null)
      return encodeTrainingState(
        { ...plan, stamp, waiting, position },
        {
          parameters: bytesOf(parameters),
          best: bytesOf(best),
          average: average ? bytesOf(average.weights) : new Uint8Array(0),
          states: bytesOf(states),
          optimiser: optimiser.save(),
          random: random.save(),
        },
      )
    },
    close() {
      pass.close()
      network.close()
    },
  }
}

/** Runs a network on other parameters, or on its own. */
function withParameters<T>(network: SequenceNetwork, parameters: Float32Array, run: () => T): T {
  const own = network.parameters.slice()
  network.parameters.set(parameters)
  network.load()
  const result = run()
  network.parameters.set(own)
  return result
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function diverged(update: number, what: string, value: number): TickwiseError {
  return new TickwiseError('TRAINING_FAILED', {
    expected: `a finite ${what}`,
    received: `${value} at update ${update}`,
    action: 'Lower the learning rate or the clip.',
  })
}

function tooShort(burnIn: number): TickwiseError {
  return new TickwiseError('INPUT_INVALID', {
    expected: `a sequence with more than ${burnIn} timesteps to train on`,
    received: 'none',
    action: 'Give more data or a smaller burnIn.',
  })
}
