import { describe, expect, test } from 'vitest'
import { initialise } from '../../../../src/model/initialise.ts'
import { createRandom } from '../../../../src/numeric/random.ts'
import { fitScale, logLoss, scaleLogits } from '../../../../src/training/language/tagging/calibrate-tagger.ts'
import { ClassCounts } from '../../../../src/training/language/tagging/class-counts.ts'
import { LabelHead } from '../../../../src/training/language/tagging/label-head.ts'
import { taggerSpec } from '../../../../src/training/language/tagging/tagger-spec.ts'
import { parseTaggingOptions } from '../../../../src/training/language/tagging/tagging-options.ts'
import { taggingLoss } from '../../../../src/training/language/tagging/tagging-loss.ts'
import { tagLogits, tagTexts } from '../../../../src/training/language/tagging/tag-texts.ts'
import { trainTagger } from '../../../../src/training/language/tagging/train-tagger.ts'

const small = { hidden: 8, embedding: 6, ratioBuckets: 256, epochs: 6, batch: 8, seed: 3 }
const random = createRandom(5)
const pick = (words: readonly string[]) => words[random.integer(words.length)]!
const sign = { joy: ['lovely', 'bright', 'merry'], fear: ['dark', 'grim', 'cold'], anger: ['loud', 'red', 'hard'] }

/** Texts whose class is told by one word among others. */
function texts(classes: readonly (keyof typeof sign)[], count: number) {
  return Array.from({ length: count }, (_, i) => {
    const label = i % classes.length
    const noise = Array.from({ length: 1 + random.integer(5) }, () => pick(['a', 'the', 'day', 'it', 'was']))
    return { label, text: [...noise, pick(sign[classes[label]!]), pick(['here', 'there'])].join(' ') }
  })
}

describe('trainTagger', () => {
  test.each([[['joy', 'fear']], [['joy', 'fear', 'anger']]] as const)('learns %j', (classes) => {
    const model = trainTagger(texts(classes, 240), classes, small)
    const held = texts(classes, 60)
    const said = tagTexts(
      model,
      held.map(({ text }) => text),
    )
    const right = said.filter((chances, i) => chances.indexOf(Math.max(...chances)) === held[i]!.label)
    expect(right.length).toBeGreaterThanOrEqual(57)
  })

  test('the same texts and seed give the same bits, another seed others', () => {
    const given = texts(['joy', 'fear'], 60)
    const train = (seed: number) => trainTagger(given, ['joy', 'fear'], { ...small, epochs: 1, seed }).fingerprint
    expect(train(1)).toBe(train(1))
    expect(train(2)).not.toBe(train(1))
  })

  test('names every bad option at once', () => {
    expect(() => trainTagger([], ['a', 'b'], { hidden: 0, epochs: -1 })).toThrow(/hidden.*epochs/s)
  })
})

test('gradients of the head are those of finite differences', () => {
  const options = parseTaggingOptions({ ...small, hidden: 4 })
  const spec = taggerSpec([['a', 'b', 'a', 'b']], ['x', 'y', 'z'], options)
  const head = new LabelHead(spec)
  const [tokens, size, hidden] = [5, 3, 4]
  const weights = initialise(spec, 1).map((weight) => weight + random.next() - 0.5)
  const values = Float32Array.from({ length: tokens * hidden }, () => random.next() - 0.5)
  const ratios = Float32Array.from({ length: tokens * 2 * size }, () => random.next() - 0.5)
  const mask = Float32Array.from({ length: 2 * hidden }, (_, i) => (i % 3 === 0 ? 0 : 1.5))
  const rows = { values, from: 0, stride: hidden, tokens }
  const dLogits = new Float64Array(tokens * size)
  const lossNow = () => {
    const logits = new Float64Array(tokens * size)
    head.forward(weights, rows, ratios, mask, logits)
    return taggingLoss(logits, { label: 1, tokens, size, smoothing: 0.1 }, dLogits)
  }
  lossNow()
  const [gradients, dH] = [new Float32Array(weights.length), new Float32Array(values.length)]
  head.backward(weights, gradients, rows, ratios, mask, dLogits, dH)
  const check = (numbers: Float32Array, i: number, gradient: number) => {
    const [before, step] = [numbers[i]!, 0.01]
    numbers[i] = before + step
    const above = lossNow()
    numbers[i] = before - step
    const below = lossNow()
    numbers[i] = before
    expect(gradient).toBeCloseTo((above - below) / (2 * step), 4)
  }
  values.forEach((_, i) => check(values, i, dH[i]!))
  const touched = [...gradients.keys()].filter((i) => gradients[i] !== 0)
  // Two thirds of both matrices, the bias and the shares.
  expect(touched).toHaveLength(20)
  for (const i of touched) check(weights, i, gradients[i]!)
})

test('ratios: 0 for what nobody has, and larger for the class that has it more often', () => {
  const counts = new ClassCounts(2, 8)
  for (let n = 0; n < 9; n++) counts.add(n < 6 ? [1, 2] : [2], 1, 1)
  for (let n = 0; n < 9; n++) counts.add([2], 0, 1)
  expect(counts.ratio(1, 5)).toBe(0)
  expect(counts.ratio(1, 2)).toBe(0)
  expect(counts.ratio(1, 1)).toBeCloseTo(Math.log(7), 6)
  expect(counts.ratio(0, 1)).toBeCloseTo(-Math.log(7), 6)
})

test('calibration finds the scale that the labels were drawn with, and scales the model by it', () => {
  const drawn = createRandom(9)
  const logits = Array.from({ length: 4000 }, () => Float64Array.of(2 * drawn.normal()))
  const labels = logits.map(([logit]) => (drawn.next() < 1 / (1 + Math.exp(-0.5 * logit!)) ? 1 : 0))
  const scale = fitScale(logits, labels)
  expect(scale).toBeGreaterThan(0.44)
  expect(scale).toBeLessThan(0.56)
  expect(logLoss(logits, labels, scale)).toBeLessThan(logLoss(logits, labels))
  const model = trainTagger(texts(['joy', 'fear'], 40), ['joy', 'fear'], { ...small, epochs: 1 })
  const [before] = tagLogits(model, ['a lovely day'])
  const [after] = tagLogits(scaleLogits(model, 0.5), ['a lovely day'])
  expect(after![0]).toBeCloseTo(0.5 * before![0]!, 5)
})
