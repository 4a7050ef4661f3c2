import { describe, expect, it } from 'vitest'
import { kernelEngine } from '../../../src/training/kernel-engine.ts'
import { createTrainer, type TrainerInput } from '../../../src/training/trainer.ts'
import type { TrainingInput } from '../../../src/training/training-options.ts'
import { echoNetwork, echoTask } from './echo-task.ts'

function run(input: TrainerInput, updates = Infinity) {
  const trainer = createTrainer(input)
  for (let i = 0; i < updates && !trainer.done; i++) trainer.update()
  return trainer
}

describe('createTrainer', () => {
  it('learns what only a carried state can know', () => {
    const trainer = createTrainer(echoTask({ updates: 500, patience: 100 }))
    const before = trainer.progress().validationLoss!
    while (!trainer.done) trainer.update()
    expect(trainer.result().report.validationLoss!).toBeLessThan(before / 20)
  })

  it('gives the same bits for the same seed and others for another', () => {
    const weights = (seed: number) => run(echoTask({ seed })).result().weights
    expect(weights(1)).toEqual(weights(1))
    expect(weights(1)).not.toEqual(weights(2))
  })

  const resumed: readonly (readonly [string, TrainingInput])[] = [
    ['a plain training', {}],
    ['averaged weights and decaying ones', { averaging: { decay: 0.9 }, optimiser: { kind: 'adamw' } }],
    ['several chunks an update', { accumulate: 3 }],
    ['dropout', { dropout: { input: 0.1, output: 0.2, recurrent: 0.3 }, accumulate: 2 }],
  ]
  const moments = resumed.flatMap(([name, options]) => [1, 22, 59].map((updates) => ({ name, options, updates })))

  it.each(moments)('continues bit by bit: $name, saved after $updates updates', ({ options, updates }) => {
    const task = echoTask(options)
    const whole = run(task)
    const resumed = run({ ...task, resume: run(task, updates).save() })
    expect(resumed.result()).toEqual(whole.result())
    expect(resumed.save()).toEqual(whole.save())
  })

  it('carries the state from chunk to chunk and clears it for a new segment', () => {
    const seen: { given: Float32Array; left: Float32Array }[] = []
    const engine = {
      name: 'spy',
      createNetwork(...args: Parameters<typeof kernelEngine.createNetwork>) {
        const network = kernelEngine.createNetwork(...args)
        return {
          ...network,
          forward(...forward: Parameters<typeof network.forward>) {
            const given = forward[1].slice()
            const result = network.forward(...forward)
            seen.push({ given, left: result.states.slice() })
            return result
          },
        }
      },
    }
    const { sequences, ...task } = echoTask({ batch: 1, timesteps: 10, segment: undefined, burnIn: 0 }, 25)
    const whole = [{ ...sequences[0]!, validationFrom: undefined }]
    run({ ...task, sequences: whole, engine }, 6)
    expect(seen).toHaveLength(6)
    const zero = new Float32Array(8)
    for (const first of [0, 3]) {
      expect(seen[first]!.given).toEqual(zero)
      expect(seen[first + 1]!.given).toEqual(seen[first]!.left)
      expect(seen[first + 2]!.given).toEqual(seen[first + 1]!.left)
      expect(seen[first]!.left).not.toEqual(zero)
    }
  })

  it('stops early and keeps the best weights when validation gets no better', () => {
    const task = echoTask({ updates: 2000, validateEvery: 5, patience: 3, learningRate: { peak: 0.5, warmUp: 0 } })
    const { weights, report } = run(task).result()
    expect(report.stoppedEarly).toBe(true)
    expect(report.bestUpdate).toBe(report.updates - 15)
    const again = createTrainer({ ...task, weights })
    expect(again.progress().validationLoss).toBe(report.validationLoss)
  })

  it('makes one update of several chunks as of one that holds them all', () => {
    // Four timesteps each of a state that starts at zero, in one chunk of four streams or in two of two.
    const { sequences, ...task } = echoTask()
    const short = sequences.slice(0, 4).map(({ inputs, targets }, n) => {
      const weights = Float32Array.from({ length: 4 }, (_, t) => (t < 3 ? 1 : n))
      return { inputs: inputs.slice(0, 4), targets: targets.slice(0, 4), weights }
    })
    const weightsOf = (options: TrainingInput) => {
      // A step that grows with its gradient; Adam's own first is nearly the same for all of them.
      const step = { learningRate: { peak: 1, warmUp: 0 }, optimiser: { kind: 'adam', epsilon: 1 } } as const
      const shared = { timesteps: 4, burnIn: 0, segment: undefined, clip: 1e9, ...step, ...options }
      return run({ ...task, sequences: short, options: { ...task.options, ...shared } }, 1).result().weights
    }
    const whole = weightsOf({ batch: 4 })
    const parts = weightsOf({ batch: 2, accumulate: 2 })
    expect(parts).not.toEqual(weightsOf({ batch: 2 }))
    whole.forEach((weight, i) => expect(parts[i]).toBeCloseTo(weight, 5))
  })

  it('serves the average of the weights, and judges it', () => {
    const averaging = { decay: 0.3 }
    const { sequences, ...task } = echoTask()
    const unjudged = { ...task, sequences: sequences.map(({ inputs, targets }) => ({ inputs, targets })) }
    const after = (updates: number) => run(unjudged, updates).result().weights
    const mean = after(0)
    for (let n = 1; n <= 5; n++) {
      const kept = Math.min(0.3, n / (n + 9))
      after(n).forEach((weight, i) => (mean[i] = kept * mean[i]! + (1 - kept) * weight))
    }
    expect(run({ ...unjudged, options: { ...task.options, averaging } }, 5).result().weights).toEqual(mean)

    const judged = echoTask({ averaging, validateEvery: 5 })
    const { weights, report } = run(judged, 5).result()
    expect(createTrainer({ ...judged, weights }).progress().validationLoss).toBe(report.validationLoss)
  })

  it('never trains on the validation stretch', () => {
    const task = echoTask()
    const changed = {
      ...task,
      sequences: task.sequences.map((sequence) => ({
        ...sequence,
        targets: sequence.targets.map((target, t) => (t < sequence.validationFrom! ? target : 100 + t)),
      })),
    }
    const parameters = (input: TrainerInput) =>
      run({ ...input, options: { ...input.options, validateEvery: 1000 } }, 59).save()
    // The parameters, states and moments; the plan before them names the data.
    const tail = (bytes: Uint8Array) => bytes.slice(-4000)
    expect(tail(parameters(changed))).toEqual(tail(parameters(task)))
  })

  it('counts timesteps without padding', () => {
    const { sequences, ...task } = echoTask({ batch: 1, timesteps: 10, segment: undefined, burnIn: 0 }, 25)
    const whole = [{ ...sequences[0]!, validationFrom: undefined }]
    const { timesteps, epochs, updates } = run({ ...task, sequences: whole }, 3).progress()
    expect({ timesteps, epochs, updates }).toEqual({ timesteps: 25, epochs: 1, updates: 3 })
  })
})

describe('what it refuses', () => {
  const task = echoTask()
  const [first] = task.sequences

  it('options, all problems at once', () => {
    const make = () => createTrainer({ ...task, options: { batch: 0, loss: { point: 'cube' as 'huber' } } })
    expect(make).toThrow(/batch: .*loss\.point: /)
  })

  it('parts that do not fit together, and inputs that are not finite', () => {
    const short = { ...first!, targets: first!.targets.slice(1) }
    expect(() => createTrainer({ ...task, sequences: [first!, short] })).toThrow(/sequence 1 with 1 inputs/)
    const bad = { ...first!, inputs: first!.inputs.with(9, NaN) }
    expect(() => createTrainer({ ...task, sequences: [bad] })).toThrow(/NaN in sequence 0, timestep 9/)
  })

  it('dropout of outputs, on an engine that has none', () => {
    const engine = { ...kernelEngine, name: 'plain', masksOutputs: false }
    const make = (output: number) => createTrainer({ ...task, engine, options: { dropout: { output } } })
    expect(() => make(0.1)).toThrow(/can drop the outputs of layers; got plain/)
    expect(() => make(0)).not.toThrow()
  })

  it('data that is too short to train on', () => {
    expect(() => createTrainer({ ...task, options: { burnIn: 9999 } })).toThrow(/more than 9999 timesteps/)
  })

  it('a state that was saved by another training, and bytes that are none', () => {
    const saved = run(task, 3).save()
    const other = { ...task, options: { ...task.options, seed: 9 } }
    expect(() => createTrainer({ ...other, resume: saved })).toThrow(
      expect.objectContaining({ code: 'RECORD_FOREIGN' }),
    )
    for (const bytes of [saved.slice(0, -1), saved.slice(0, 11), saved.slice(0, 40), new Uint8Array(50)]) {
      const resume = () => createTrainer({ ...task, resume: bytes })
      expect(resume).toThrow(expect.objectContaining({ code: 'RECORD_INVALID' }))
    }
  })

  it('a training that diverges', () => {
    const huge = { ...first!, targets: first!.targets.map((target) => target * 1e38) }
    const options = { ...task.options, loss: { point: 'squared' as const }, clip: 1e38, learningRate: { peak: 1e30 } }
    expect(() => run({ ...task, network: echoNetwork, sequences: [huge], options })).toThrow(
      expect.objectContaining({ code: 'TRAINING_FAILED' }),
    )
  })
})
