import { TickwiseError } from '../../errors.ts'
import { createModel } from '../create-model.ts'
import type { Model } from '../model.ts'
import { parseModelSpec } from '../parse-model-spec.ts'
import { inputSize } from '../spec.ts'
import { tensorLayout } from '../tensors.ts'
import { cannotImport } from './cannot-import.ts'
import { chooseHead } from './choose-head.ts'
import { checkImportOptions, type ImportOptions } from './import-options.ts'
import type { ImportedLayer, ImportedNetwork } from './imported-network.ts'

/** Puts a network together. Throws `CONFIG_INVALID` for options that don't fit it, `MODEL_INVALID` for the rest. */
export function toModel({ source, layers, head: fileHead }: ImportedNetwork, given: ImportOptions): Model {
  const options = checkImportOptions(given)
  checkChain(layers)
  const { spec: headSpec, weights: headWeights, bias: headBias, note } = chooseHead(layers.at(-1)!, fileHead, options)
  const input = options.input ?? { kind: 'vector', size: layers[0]!.inputs }
  const spec = parseModelSpec(
    { name: options.name, input, layers: layers.map((layer) => layer.spec), head: headSpec },
    'MODEL_INVALID',
  )
  if (inputSize(spec) !== layers[0]!.inputs) {
    throw new TickwiseError('CONFIG_INVALID', {
      expected: `an input of ${layers[0]!.inputs} numbers, as the file's first layer wants it`,
      received: `${inputSize(spec)}`,
      action: 'Name as many features, or leave the input out.',
    })
  }
  const layout = tensorLayout(spec)
  const weights = new Float32Array(layout.length)
  for (const { name, offset, length } of layout.tensors) {
    const [scope, second, part] = name.split('.')
    const values =
      scope === 'head'
        ? { weights: headWeights, bias: headBias }[second as 'weights' | 'bias']
        : layers[Number(second)]![part as 'bias']
    if (values.length !== length) throw cannotImport(`${length} numbers for ${name}`, `${values.length}`)
    weights.set(values, offset)
  }
  return createModel(spec, weights, { importedFrom: source, head: note })
}

function checkChain(layers: readonly ImportedLayer[]): void {
  if (layers.length === 0) throw cannotImport('a network with an RNN, LSTM or GRU layer', 'none')
  layers.forEach(({ inputs }, n) => {
    const before = layers[n - 1]?.spec.hidden ?? inputs
    if (inputs === before) return
    throw cannotImport(`${before} inputs for recurrent layer ${n}, as many as the layer before gives`, `${inputs}`)
  })
}
