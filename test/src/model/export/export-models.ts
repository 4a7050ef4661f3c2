import { createModel } from '../../../../src/model/create-model.ts'
import type { Model } from '../../../../src/model/model.ts'
import type { HeadSpec, LayerSpec } from '../../../../src/model/spec.ts'
import { tensorLayout } from '../../../../src/model/tensors.ts'
import { createRandom } from '../../../../src/numeric/random.ts'

const head: HeadSpec = { kind: 'forecast', horizons: [1, 5], quantiles: [0.1, 0.9], target: 'log-return' }

/** A model whose weights are all different from zero, biases too, so that a misplaced one shows. */
export function modelOf(name: string, layers: readonly LayerSpec[]): Model {
  const spec = { name, input: { kind: 'vector', size: 3 }, layers, head } as const
  const random = createRandom(7)
  const { length } = tensorLayout({ ...spec, layers: [...layers] })
  return createModel(
    spec,
    Float32Array.from({ length }, () => random.normal() / 2),
  )
}

export const rnn = modelOf('rnn', [{ cell: 'rnn', hidden: 4 }])
export const lstm = modelOf('lstm', [
  { cell: 'lstm', hidden: 4 },
  { cell: 'lstm', hidden: 4 },
])
export const gru = modelOf('gru', [
  { cell: 'gru', hidden: 5, reset: 'after' },
  { cell: 'gru', hidden: 5, reset: 'after' },
])
export const mixed = modelOf('mixed', [
  { cell: 'lstm', hidden: 3 },
  { cell: 'gru', hidden: 4, reset: 'after' },
  { cell: 'rnn', hidden: 2 },
])
export const normalised = modelOf('normalised', [
  { cell: 'lstm', hidden: 5 },
  { cell: 'gru', hidden: 4, reset: 'after', layerNorm: true },
  { cell: 'rnn', hidden: 3, layerNorm: true },
])
export const gruBefore = modelOf('gru-before', [
  { cell: 'gru', hidden: 4, reset: 'before' },
  { cell: 'lstm', hidden: 5 },
])
