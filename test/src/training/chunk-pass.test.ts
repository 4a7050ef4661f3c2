import { describe, expect, it } from 'vitest'
import { createSequenceNetwork } from '../../../src/kernel/create-sequence-network.ts'
import { tensorLayout } from '../../../src/model/tensors.ts'
import { createRandom } from '../../../src/numeric/random.ts'
import { createChunkFeed } from '../../../src/training/chunk-feed.ts'
import { createChunkPass } from '../../../src/training/chunk-pass.ts'
import { createLoss } from '../../../src/training/losses/create-loss.ts'
import { cellForms, networkSpec } from '../../contracts/cell-cases.ts'

const random = createRandom(2)
const draw = (length: number, scale = 1) => Float32Array.from({ length }, () => scale * random.normal())

describe.each(cellForms)('sequences of different lengths, %s', (_, layer) => {
  const spec = networkSpec(2, [layer(6)], 1)
  const weights = draw(tensorLayout(spec).length, 0.4)
  const sequences = [3, 8, 5, 1].map((length) => ({ inputs: draw(2 * length), targets: draw(length) }))

  const gradientOf = (some: typeof sequences, timesteps: number) => {
    const network = createSequenceNetwork(spec, weights)
    const loss = createLoss(spec.head)
    const stateSize = layer(6).cell === 'lstm' ? 12 : 6
    const shape = { timesteps, streams: some.length, inputSize: 2, targetSize: 1, stateSize }
    const segments = some.map(({ targets }, sequence) => ({ sequence, from: 0, scoreFrom: 0, to: targets.length }))
    const feed = createChunkFeed(some, shape, () => segments.shift())
    const states = new Float32Array(some.length * stateSize)
    feed.fill(states)
    const sum = createChunkPass(network, loss, shape, undefined)(feed.parts[0]!, states, 0)
    return { ...sum, gradients: network.gradients }
  }

  it('have together the loss and the gradient of each alone', () => {
    const whole = gradientOf(sequences, 8)
    const alone = sequences.map((sequence) => gradientOf([sequence], sequence.targets.length))
    expect(whole.weight).toBe(17)
    expect(whole.loss).toBeCloseTo(
      alone.reduce((sum, { loss }) => sum + loss, 0),
      4,
    )
    whole.gradients.forEach((value, i) => {
      const mean = alone.reduce((sum, { gradients, weight }) => sum + (weight * gradients[i]!) / 17, 0)
      expect(value).toBeCloseTo(mean, 5)
    })
  })
})
