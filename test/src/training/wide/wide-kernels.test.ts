import { describe, expect, it, vi } from 'vitest'
import { compileKernel } from '../../../../src/kernel/kernel.ts'
import { train } from '../../../../src/training/train.ts'
import { trainInWorker } from '../../../../src/training/train-in-worker.ts'
import { giveSameBits } from '../../../../src/training/wide/give-same-bits.ts'
import { hasWideKernels, useWideKernels } from '../../../../src/training/wide/use-wide-kernels.ts'
import { echoTask } from '../echo-task.ts'

describe('wide kernels', () => {
  it('train to the same bits, on one thread and on two', async () => {
    const task = echoTask({ shards: 3, batch: 12 })
    const plain = await train(task)
    expect(await trainInWorker(task, { wide: true })).toEqual(plain)
    expect(await trainInWorker({ ...task, threads: 2 }, { wide: true })).toEqual(plain)
  })

  it('are compiled apart from those that serve, and give the same bits', () => {
    expect(giveSameBits(compileKernel(false), compileKernel(true, 'test'))).toBe(true)
  })

  it('stay with the thread that asked for them', async () => {
    await trainInWorker(echoTask(), { wide: true })
    expect(hasWideKernels()).toBe(false)
  })

  it('are not timed again where another thread of the training has found them quicker', async () => {
    const fresh = async () => {
      vi.resetModules()
      return import('../../../../src/training/wide/use-wide-kernels.ts')
    }
    // By this clock nothing is quicker than anything.
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0)
    try {
      expect((await fresh()).useWideKernels()).toBe(false)
      expect((await fresh()).useWideKernels({ foundQuicker: true })).toBe(true)
    } finally {
      clock.mockRestore()
    }
  })

  it('say whether they are used, the same every time', () => {
    const used = useWideKernels()
    expect(useWideKernels()).toBe(used)
    expect(hasWideKernels()).toBe(used)
  })
})
