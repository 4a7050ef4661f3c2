import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../../src/numeric/random.ts'
import { mixtureLoss, mixtureTarget } from '../../../../src/training/losses/mixture-loss.ts'

const positions = 5
const horizons = [1, 2, 5]
const candidates = 3

describe.each(['log-return', 'difference'] as const)('mixture loss of %s', (target) => {
  const loss = mixtureLoss({ kind: 'mixture', horizons, candidates, target })
  const random = createRandom(7)
  const outputs = Float32Array.from({ length: positions * loss.outputSize }, () => random.normal())
  const targets = Float32Array.from({ length: positions * loss.targetSize }, () => random.normal())
  for (let p = 0; p < positions; p++) {
    const at = p * loss.targetSize
    targets[at + mixtureTarget.scale] = 0.2 + 0.1 * p
    targets[at + mixtureTarget.absoluteWeight] = 0.7
    targets[at + mixtureTarget.percentWeight] = 0.02
    horizons.forEach((_, h) => (targets[at + mixtureTarget.futures + h] = 0.5 + random.next()))
  }
  // A future that is not known yet, a position without any, and one that does not count.
  targets[mixtureTarget.futures + 2] = NaN
  targets.fill(NaN, 2 * loss.targetSize + mixtureTarget.futures, 2 * loss.targetSize + mixtureTarget.futures + 3)
  const weights = Float32Array.from([1, 2, 1, 0, 0.5])
  const sum = (at: Float32Array) => loss.add(at, targets, weights, new Float32Array(outputs.length), positions)

  it('has the gradient that finite differences show', () => {
    const gradients = new Float32Array(outputs.length).fill(9)
    expect(loss.add(outputs, targets, weights, gradients, positions).weight).toBe(3.5)
    for (let i = 0; i < outputs.length; i++) {
      const up = outputs.slice()
      const down = outputs.slice()
      up[i]! += 2 ** -9
      down[i]! -= 2 ** -9
      expect(gradients[i]).toBeCloseTo((sum(up).loss - sum(down).loss) / (up[i]! - down[i]!), 3)
    }
    const row = (p: number) => [...gradients.subarray(p * loss.outputSize, (p + 1) * loss.outputSize)]
    expect([...row(2), ...row(3)].every((gradient) => gradient === 0)).toBe(true)
  })

  it('is the error of the mixed forecast, as its words say', () => {
    const p = 1
    const own = [...targets.subarray(p * loss.targetSize, (p + 1) * loss.targetSize)]
    const errors = horizons.map((_, h) => {
      const [residual, ...gates] = outputs.subarray(p * loss.outputSize + 4 * h, p * loss.outputSize + 4 * h + 4)
      const shares = gates.map(Math.exp)
      const total = shares.reduce((a, b) => a + b)
      const mean = shares.reduce((a, share, c) => a + (share / total) * own[3 + 3 + 3 * c + h]!, 0)
      const z = own[0]! * (residual! + mean)
      const forecast = target === 'log-return' ? Math.exp(z) : z
      const error = Math.abs(forecast - own[3 + h]!)
      const percent = target === 'log-return' ? (0.02 * 200 * error) / (forecast + own[3 + h]!) : 0
      return 0.7 * error + percent
    })
    const only = Float32Array.from([0, 1, 0, 0, 0])
    const { loss: value } = loss.add(outputs, targets, only, new Float32Array(outputs.length), positions)
    expect(value).toBeCloseTo(errors.reduce((a, b) => a + b) / 3, 5)
  })
})
