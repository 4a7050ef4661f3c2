import { describe, expect, it } from 'vitest'
import { train } from '../../../src/training/train.ts'
import { trainInWorker } from '../../../src/training/train-in-worker.ts'
import type { TrainingProgress } from '../../../src/training/training-progress.ts'
import { echoTask } from './echo-task.ts'

describe.each([
  ['train', train],
  ['trainInWorker', trainInWorker],
])('%s', (_, run) => {
  it('reports progress to the end', async () => {
    const seen: TrainingProgress[] = []
    await run(echoTask(), { onProgress: (progress) => seen.push(progress) })
    expect(seen.map(({ updates }) => updates)).toEqual(Array.from({ length: 61 }, (_, i) => i))
    expect(seen.at(-1)).toMatchObject({
      updates: 60,
      totalUpdates: 60,
      bestValidationLoss: expect.any(Number) as number,
    })
  })

  it('can go on from a checkpoint to the same result', async () => {
    const checkpoints: Uint8Array[] = []
    const whole = await run(echoTask(), { checkpointEvery: 25, onCheckpoint: (bytes) => checkpoints.push(bytes) })
    expect(checkpoints).toHaveLength(2)
    expect(await run({ ...echoTask(), resume: checkpoints[0] })).toEqual(whole)
  })

  it('stops at an abort and rejects with its reason', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const updates: number[] = []
    const training = run(echoTask({ updates: 1_000_000, patience: 1_000_000 }), {
      signal: controller.signal,
      onProgress: (progress) => {
        updates.push(progress.updates)
        if (updates.length === 2) controller.abort(reason)
      },
    })
    await expect(training).rejects.toBe(reason)
    await expect(run(echoTask(), { signal: controller.signal })).rejects.toBe(reason)
  })

  it('rejects with the error of the training, its code kept', async () => {
    await expect(run(echoTask({ batch: -1 }))).rejects.toMatchObject({ name: 'TickwiseError', code: 'CONFIG_INVALID' })
    await expect(run(echoTask({ burnIn: 9999 }))).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })

  it('ends when a hook throws', async () => {
    const onProgress = () => {
      throw new Error('full disk')
    }
    await expect(run(echoTask(), { onProgress })).rejects.toThrow('full disk')
  })
})

it('a worker gives the same bits as this thread', async () => {
  expect(await trainInWorker(echoTask())).toEqual(await train(echoTask()))
})

it('this thread stays free while a worker trains', async () => {
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  await trainInWorker(echoTask({ updates: 400 }))
  clearInterval(timer)
  expect(turns).toBeGreaterThan(5)
})
