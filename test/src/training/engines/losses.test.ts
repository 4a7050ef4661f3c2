import { describe, expect, it } from 'vitest'
import type { HeadSpec } from '../../../../src/model/spec.ts'
import { createRandom } from '../../../../src/numeric/random.ts'
import { createLoss, lossSchema } from '../../../../src/training/losses/create-loss.ts'
import { loadTensorFlow } from '../../../../src/training/engines/tfjs/load-tensorflow.ts'
import type { Tensor, Tensor2D } from '../../../../src/training/engines/tfjs/tensorflow.ts'

const { tf } = await loadTensorFlow({ backend: 'wasm' })
const positions = 12
const random = createRandom(3)
const numbers = (length: number, scale: number) => Float32Array.from({ length }, () => scale * random.normal())

/** Losses of TensorFlow.js by its own operations, the sum over all positions. */
const huber = (residual: Tensor2D, delta: number) => {
  const quadratic = tf.minimum<Tensor2D>(tf.abs(residual), delta)
  const linear = tf.sub(tf.abs(residual), quadratic)
  return tf.add<Tensor2D>(tf.mul(0.5, tf.square(quadratic)), tf.mul(delta, linear))
}
const pinball = (residual: Tensor2D, level: number) =>
  tf.maximum<Tensor2D>(tf.mul(-level, residual), tf.mul(1 - level, residual))
const column = (outputs: Tensor2D, n: number) => tf.slice(outputs, [0, n], [positions, 1])

const forecast: HeadSpec = { kind: 'forecast', horizons: [1], quantiles: [0.1, 0.8], target: 'difference' }
const classes = (count: number) => Array.from({ length: count }, (_, i) => String(i))

describe.each<{
  readonly name: string
  readonly head: HeadSpec
  readonly loss?: object
  readonly targets: Float32Array
  readonly sum: (outputs: Tensor2D, targets: Tensor2D) => Tensor2D
}>([
  {
    name: 'Huber and quantiles, their mean',
    head: forecast,
    loss: { point: 'huber', delta: 0.7 },
    targets: numbers(positions, 1),
    sum: (outputs, targets) => {
      const residual = (n: number) => tf.sub<Tensor2D>(column(outputs, n), targets)
      const parts = [huber(residual(0), 0.7), pinball(residual(1), 0.1), pinball(residual(2), 0.8)]
      return tf.div(tf.sum(tf.concat(parts, 1)), 3)
    },
  },
  {
    name: 'squared',
    head: { ...forecast, quantiles: [] },
    loss: { point: 'squared' },
    targets: numbers(positions, 1),
    sum: (outputs, targets) => tf.mul(0.5, tf.sum(tf.square(tf.sub(outputs, targets)))),
  },
  {
    name: 'two classes, smoothed',
    head: { kind: 'label', classes: classes(2) },
    loss: { smoothing: 0.2 },
    targets: Float32Array.from({ length: positions }, () => random.integer(2)),
    sum: (outputs, targets) =>
      tf.mul(positions, tf.losses.sigmoidCrossEntropy<Tensor2D, Tensor2D>(targets, outputs, undefined, 0.2)),
  },
  {
    name: 'softmax, smoothed',
    head: { kind: 'next', vocabulary: classes(5) },
    loss: { smoothing: 0.1 },
    targets: Float32Array.from({ length: positions }, () => random.integer(5)),
    sum: (outputs, targets) => {
      const hot = tf.oneHot(tf.reshape(targets, [positions]).toInt(), 5)
      return tf.mul(positions, tf.losses.softmaxCrossEntropy<Tensor, Tensor2D>(hot, outputs, undefined, 0.1))
    },
  },
])('loss against TensorFlow.js: $name', ({ head, loss: options, targets, sum }) => {
  it('has its value and gradient', () => {
    const loss = createLoss(head, lossSchema.parse(options ?? {}))
    const outputs = numbers(positions * loss.outputSize, 1.5)
    const gradients = new Float32Array(outputs.length)
    const ours = loss.add(outputs, targets, new Float32Array(positions).fill(1), gradients, positions)
    const x = tf.tensor2d(outputs, [positions, loss.outputSize])
    const y = tf.tensor2d(targets, [positions, 1])
    const { value, grad } = tf.valueAndGrad((of) => sum(of as Tensor2D, y))(x)
    expect(ours.loss).toBeCloseTo(value.dataSync()[0]!, 4)
    const theirs = grad.dataSync()
    expect(theirs).toHaveLength(gradients.length)
    gradients.forEach((gradient, i) => expect(gradient).toBeCloseTo(theirs[i]!, 5))
  })
})
