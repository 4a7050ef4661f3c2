import { cannotImport } from '../cannot-import.ts'
import type { ImportedHead, ImportedNetwork } from '../imported-network.ts'
import { transpose } from '../matrices.ts'
import type { KerasLayer } from './keras-topology.ts'
import { requireWeight, type KerasWeight } from './keras-weights.ts'
import { isRecurrent, readRecurrent } from './read-recurrent.ts'

const activations = { linear: 'none', sigmoid: 'sigmoid', softmax: 'softmax' } as const

/** SimpleRNN, LSTM and GRU layers, then one Dense layer, then perhaps its activation as a layer of its own. */
export function readKerasLayers(
  source: string,
  layers: readonly KerasLayer[],
  weights: readonly KerasWeight[],
): ImportedNetwork {
  const count = layers.findIndex((layer) => !isRecurrent(layer))
  const recurrent = count < 0 ? layers : layers.slice(0, count)
  const rest = layers.slice(recurrent.length)
  let head: ImportedHead | undefined
  for (const layer of rest) {
    if (!head && recurrent.length > 0 && layer.kind === 'Dense') head = readDense(layer, weights)
    else if (head?.activation === 'none' && ['Activation', 'Softmax'].includes(layer.kind)) {
      head = { ...head, activation: layer.kind === 'Softmax' ? 'softmax' : activation(layer) }
    } else {
      throw cannotImport(
        'SimpleRNN, LSTM or GRU layers, then at most one Dense layer',
        `layer "${layer.name}" of kind ${layer.kind}`,
      )
    }
  }
  return { source, layers: recurrent.map((layer) => readRecurrent(layer, weights)), head }
}

function readDense(layer: KerasLayer, weights: readonly KerasWeight[]): ImportedHead {
  const { name, config } = layer
  const kernel = requireWeight(weights, name, 'kernel')
  const [hidden, outputs] = kernel.shape as [number, number]
  const bias =
    config.use_bias === false ? new Float32Array(outputs) : requireWeight(weights, name, 'bias', [outputs]).values
  return { outputs, weights: transpose(kernel.values, hidden, outputs), bias, activation: activation(layer) }
}

function activation({ name, config }: KerasLayer): ImportedHead['activation'] {
  const named = config.activation ?? 'linear'
  const known = Object.entries(activations).find(([ours]) => ours === named)
  if (known) return known[1]
  throw cannotImport(`activation linear, sigmoid or softmax in layer "${name}"`, JSON.stringify(named))
}
