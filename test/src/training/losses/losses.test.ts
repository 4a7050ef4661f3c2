import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../../src/numeric/random.ts'
import { binaryCrossEntropy } from '../../../../src/training/losses/binary-cross-entropy.ts'
import { createLoss, lossSchema } from '../../../../src/training/losses/create-loss.ts'
import { crossEntropy } from '../../../../src/training/losses/cross-entropy.ts'
import { huber } from '../../../../src/training/losses/huber.ts'
import type { Loss } from '../../../../src/training/losses/loss.ts'
import { pinball } from '../../../../src/training/losses/pinball.ts'
import { residualLoss } from '../../../../src/training/losses/residual-loss.ts'
import { squared } from '../../../../src/training/losses/squared.ts'

const positions = 6

const number = (random: ReturnType<typeof createRandom>) => 3 * random.normal()
const losses: [string, Loss, (random: ReturnType<typeof createRandom>) => number][] = [
  ['squared', residualLoss([squared, squared], [0, 1]), number],
  ['huber', residualLoss([huber(1), huber(0.5)], [0, 1]), number],
  ['pinball', residualLoss([pinball(0.1), pinball(0.9)], [0, 0]), number],
  ['cross-entropy', crossEntropy(4), (random) => random.integer(4)],
  ['smoothed cross-entropy', crossEntropy(4, 0.1), (random) => random.integer(4)],
  ['binary cross-entropy', binaryCrossEntropy(), (random) => random.integer(2)],
  ['smoothed binary cross-entropy', binaryCrossEntropy(0.1), (random) => random.integer(2)],
  [
    'a forecast head',
    createLoss(
      { kind: 'forecast', horizons: [1, 5], quantiles: [0.1, 0.9], target: 'log-return' },
      lossSchema.parse({}),
    ),
    number,
  ],
]

describe.each(losses)('%s', (_, loss, drawTarget) => {
  const random = createRandom(4)
  const outputs = Float32Array.from({ length: positions * loss.outputSize }, () => 2 * random.normal())
  const targets = Float32Array.from({ length: positions * loss.targetSize }, () => drawTarget(random))
  const weights = Float32Array.from({ length: positions }, (_, p) => [1, 0.5, 0, 2, 1, 1][p]!)
  targets.fill(NaN, 4 * loss.targetSize, 5 * loss.targetSize)
  const sum = (at: Float32Array) => loss.add(at, targets, weights, new Float32Array(outputs.length), positions)

  it('has the gradient that finite differences show', () => {
    const gradients = new Float32Array(outputs.length).fill(9)
    loss.add(outputs, targets, weights, gradients, positions)
    for (let i = 0; i < outputs.length; i++) {
      const up = outputs.slice()
      const down = outputs.slice()
      up[i]! += 2 ** -9
      down[i]! -= 2 ** -9
      expect(gradients[i]).toBeCloseTo((sum(up).loss - sum(down).loss) / (up[i]! - down[i]!), 3)
    }
  })

  it('counts nothing where the target is unknown or the weight is 0', () => {
    const gradients = new Float32Array(outputs.length)
    expect(loss.add(outputs, targets, weights, gradients, positions).weight).toBe(4.5)
    const row = (p: number) => [...gradients.subarray(p * loss.outputSize, (p + 1) * loss.outputSize)]
    expect([...row(2), ...row(4)].every((gradient) => gradient === 0)).toBe(true)
    const changed = outputs.slice().fill(100, 2 * loss.outputSize, 3 * loss.outputSize)
    changed.fill(-50, 4 * loss.outputSize, 5 * loss.outputSize)
    expect(sum(changed)).toEqual(sum(outputs))
  })

  it('adds up over positions, weighted', () => {
    const part = (from: number, to: number) =>
      loss.add(
        outputs.subarray(from * loss.outputSize),
        targets.subarray(from * loss.targetSize),
        weights.subarray(from),
        new Float32Array(outputs.length),
        to - from,
      )
    expect(part(0, 3).loss + part(3, positions).loss).toBeCloseTo(sum(outputs).loss, 10)
    const doubled = loss.add(
      outputs,
      targets,
      weights.map((w) => 2 * w),
      new Float32Array(outputs.length),
      positions,
    )
    expect(doubled.loss).toBeCloseTo(2 * sum(outputs).loss, 10)
  })
})

describe('known values', () => {
  const one = (loss: Loss, outputs: number[], target: number) =>
    loss.add(Float32Array.from(outputs), Float32Array.of(target), Float32Array.of(1), new Float32Array(9), 1).loss

  it('squared, huber and pinball', () => {
    expect(one(residualLoss([squared], [0]), [3], 1)).toBe(2)
    expect(one(residualLoss([huber(1)], [0]), [3], 1)).toBe(1.5)
    expect(one(residualLoss([pinball(0.25)], [0]), [3], 1)).toBe(1.5)
    expect(one(residualLoss([pinball(0.25)], [0]), [1], 3)).toBe(0.5)
  })

  it('cross-entropy, without overflow at large logits', () => {
    expect(one(crossEntropy(2), [0, 0], 1)).toBeCloseTo(Math.LN2, 12)
    expect(one(crossEntropy(3), [1000, 0, -1000], 0)).toBe(0)
    expect(one(crossEntropy(3), [1000, 0, -1000], 1)).toBe(1000)
    expect(one(binaryCrossEntropy(), [0], 1)).toBeCloseTo(Math.LN2, 12)
    expect(one(binaryCrossEntropy(), [1000], 0)).toBe(1000)
    expect(one(binaryCrossEntropy(), [1.5], 1)).toBeCloseTo(one(crossEntropy(2), [0, 1.5], 1), 12)
  })

  it('a horizon that is not known leaves the others their full share', () => {
    const loss = residualLoss([squared, squared], [0, 1])
    const add = (targets: number[]) =>
      loss.add(Float32Array.of(2, 2), Float32Array.from(targets), Float32Array.of(1), new Float32Array(2), 1)
    expect(add([0, NaN])).toEqual({ loss: 2, weight: 1 })
    expect(add([0, 0])).toEqual({ loss: 2, weight: 1 })
  })
})
