import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../../src/numeric/random.ts'
import { kernelEngine } from '../../../../src/training/kernel-engine.ts'
import { layOutShards } from '../../../../src/training/shards/shard-memory.ts'
import { createShardPasses } from '../../../../src/training/shards/shard-passes.ts'
import { ShardTurns } from '../../../../src/training/shards/shard-turns.ts'
import type { ShardJob } from '../../../../src/training/shards/shard-worker.ts'
import { createTrainer, type TrainerInput } from '../../../../src/training/trainer.ts'
import { parseTrainingOptions, type TrainingInput } from '../../../../src/training/training-options.ts'
import { echoTask } from '../echo-task.ts'

function run(input: TrainerInput, updates = Infinity) {
  const trainer = createTrainer(input)
  for (let i = 0; i < updates && !trainer.done; i++) trainer.update()
  const state = trainer.save()
  const result = trainer.result()
  trainer.close()
  return { state, result }
}

const sharded = { batch: 7, shards: 4, dropout: { input: 0.1, output: 0.2, recurrent: 0.1 }, accumulate: 2 }

describe('a batch in shards', () => {
  it('trains to the same bits on any number of threads', () => {
    const [one, ...more] = [1, 2, 4].map((threads) => run({ ...echoTask(sharded), threads }))
    for (const other of more) expect(other).toEqual(one)
  })

  it('goes on bit by bit where another number of threads left off', () => {
    const task = echoTask(sharded)
    const { state } = run({ ...task, threads: 2 }, 23)
    expect(run({ ...task, resume: state })).toEqual(run(task))
  })

  it('is the same training as in one piece, up to rounding', () => {
    const lossOf = (options: TrainingInput) => run(echoTask({ batch: 6, ...options }), 12).result.report.trainingLoss!
    expect(lossOf({ shards: 4, updates: 12 })).toBeCloseTo(lossOf({ updates: 12 }), 5)
  })

  it('has the same bits from a thread that does all of it', () => {
    const { network: spec, weights } = echoTask()
    const options = parseTrainingOptions({ ...sharded, timesteps: 6 })
    const fill = () => {
      const memory = layOutShards(spec, options)
      const random = createRandom(1)
      memory.parameters.set(weights.map((weight) => weight + 0.1 * random.normal()))
      for (const shard of memory.shards) {
        for (const values of [shard.inputs, shard.targets, shard.states]) {
          values.forEach((_, i) => (values[i] = random.normal()))
        }
        shard.weights.fill(1)
      }
      return memory
    }
    const [here, there] = [fill(), fill()]
    const runShard = createShardPasses(kernelEngine.createNetwork(spec, here.parameters), spec, options, here)
    here.shards.forEach((_, n) => runShard(n, 5))

    const job: ShardJob = { spec, options, buffer: there.buffer, wide: false }
    const worker = new Worker(new URL('../../../../src/training/shards/shard-worker.ts', import.meta.url), {
      workerData: job,
    })
    const turns = new ShardTurns(there.control, there.shards.length)
    turns.begin(5)
    turns.join()
    turns.close()
    void worker.terminate()
    expect(there.shards).toEqual(here.shards)
    expect(there.shards.every(({ gradients }) => gradients.some((value) => value !== 0))).toBe(true)
  })

  it('refuses threads and shards that would have nothing to do', () => {
    const make = (options: TrainingInput, threads?: number) => () => createTrainer({ ...echoTask(options), threads })
    expect(make({}, 2)).toThrow(/1 to 1 threads; got 2/)
    expect(make({ batch: 3, shards: 4 })).toThrow(/as many shards as streams in the batch, 3; got 4/)
    const engine = { ...kernelEngine, name: 'mine' }
    expect(() => createTrainer({ ...echoTask({ shards: 2 }), threads: 2, engine })).toThrow(/one thread for an engine/)
  })
})

describe('the turns of threads', () => {
  it('give every shard to one claim, and none to who comes late', () => {
    const turns = new ShardTurns(new Int32Array(new SharedArrayBuffer(64)), 3)
    const first = turns.begin(0)
    expect([1, 2, 3, 4].map(() => turns.claim(first))).toEqual([0, 1, 2, undefined])
    const second = turns.begin(1)
    expect(turns.claim(first)).toBeUndefined()
    expect(turns.claim(second)).toBe(0)
    expect(turns.chunk).toBe(1)
  })

  it('tell the main thread that a thread failed', () => {
    const turns = new ShardTurns(new Int32Array(new SharedArrayBuffer(64)), 1)
    turns.begin(0)
    turns.fail()
    expect(() => turns.join()).toThrow(expect.objectContaining({ code: 'TRAINING_FAILED' }))
  })
})
