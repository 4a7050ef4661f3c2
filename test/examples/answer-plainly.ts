import { createReferenceNetwork } from '../../src/kernel/reference/create-reference-network.ts'
import { stateSize } from '../../src/model/spec.ts'
import { loadModel } from '../../src/pipeline/model-files.ts'

export interface MergedTick {
  readonly id: string
  readonly key: string
  readonly kind: 'price' | 'sentiment'
  readonly price?: number
  readonly score?: number
}

/** By id of the merged price it answers. */
export interface Answer {
  readonly key: string
  readonly price: number
  readonly sentiment: number
  readonly expected: number
}

/** What the join example should answer, computed with a map and a float64 network, one tick after the other. */
export async function answerPlainly(modelPath: string, merged: readonly MergedTick[]): Promise<Answer[]> {
  const { spec, weights } = await loadModel(modelPath)
  const network = createReferenceNetwork(spec, Float64Array.from(weights))
  const hidden = new Map<string, Float64Array>()
  const prices = new Map<string, number>()
  const scores = new Map<string, number>()
  const answers: Answer[] = []
  for (const { key, kind, price = NaN, score = NaN } of merged) {
    if (kind === 'sentiment') {
      scores.set(key, score)
      continue
    }
    const before = prices.get(key) ?? price
    const sentiment = scores.get(key) ?? 0
    const inputs = Float64Array.of((100 * (price - before)) / before, sentiment)
    const { outputs, states } = network.forward(inputs, hidden.get(key) ?? new Float64Array(stateSize(spec)), 1, 1)
    hidden.set(key, states)
    prices.set(key, price)
    answers.push({ key, price, sentiment, expected: price * (1 + outputs[0]! / 100) })
  }
  return answers
}
