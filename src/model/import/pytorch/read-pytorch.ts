import { parseSafetensors } from '../../safetensors/parse-safetensors.ts'
import type { SafetensorsTensor } from '../../safetensors/safetensors.ts'
import type { LayerSpec } from '../../spec.ts'
import { cannotImport } from '../cannot-import.ts'
import { gatesFrom } from '../gates.ts'
import type { ImportedHead, ImportedLayer, ImportedNetwork } from '../imported-network.ts'
import { joinBiases } from '../two-biases.ts'
import { pytorchGates } from './pytorch-gates.ts'
import { sortStateDict, type LayerTensors } from './sort-state-dict.ts'

/**
 * A PyTorch `state_dict` in a safetensors file: torch.nn.RNN, LSTM or GRU (or their cells), and a Linear as head. The
 * file doesn't say the nonlinearity of an RNN: tanh, PyTorch's default, is taken.
 *
 * @param headName module of the head; by default "head", or the only other module
 */
export function readPytorch(bytes: Uint8Array, headName?: string): ImportedNetwork {
  const { tensors, metadata } = parseSafetensors(bytes)
  if (metadata.format?.startsWith('tickwise')) {
    throw cannotImport('a state_dict of PyTorch', 'a model of Tickwise', 'Use the file as it is.')
  }
  const { layers, others } = sortStateDict(tensors)
  return { source: 'PyTorch state_dict', layers: layers.map(readLayer), head: readHead(others, headName) }
}

function readLayer({ weight_ih, weight_hh, bias_ih, bias_hh }: LayerTensors): ImportedLayer {
  const [rows, hidden] = matrix(weight_hh)
  const [inputRows, inputs] = matrix(weight_ih)
  const spec = layerSpec(rows / hidden, hidden, weight_hh)
  if (inputRows !== rows) throw cannotImport(`${rows} rows in "${weight_ih.name}"`, `${inputRows}`)
  const gates = (values: Float32Array) => gatesFrom(pytorchGates, spec.cell, values)
  const bias = (tensor: SafetensorsTensor | undefined) => {
    if (!tensor) return new Float32Array(rows)
    if (tensor.values.length === rows) return gates(tensor.values)
    throw cannotImport(`${rows} numbers in "${tensor.name}"`, `${tensor.values.length}`)
  }
  return {
    spec,
    inputs,
    inputWeights: gates(weight_ih.values),
    recurrentWeights: gates(weight_hh.values),
    ...joinBiases(spec, bias(bias_ih), bias(bias_hh)),
  }
}

/** The cell shows in the number of its gates. */
function layerSpec(gates: number, hidden: number, { name, shape }: SafetensorsTensor): LayerSpec {
  if (gates === 1) return { cell: 'rnn', hidden }
  if (gates === 3) return { cell: 'gru', hidden, reset: 'after' }
  if (gates === 4) return { cell: 'lstm', hidden }
  throw cannotImport(`1, 3 or 4 times as many rows as columns in "${name}"`, `[${shape.join(', ')}]`)
}

function readHead(others: ReadonlyMap<string, SafetensorsTensor>, headName?: string): ImportedHead | undefined {
  const withBias = [...others.keys()].filter((name) => name.endsWith('bias')).map((name) => name.slice(0, -4))
  const wanted = headName === undefined ? 'head.' : headName && `${headName}.`
  const prefix = headName === undefined && !others.has('head.weight') && withBias.length === 1 ? withBias[0]! : wanted
  const weight = others.get(`${prefix}weight`)
  const bias = others.get(`${prefix}bias`)
  const unused = [...others.values()].filter((tensor) => tensor !== weight && tensor !== bias).map(({ name }) => name)
  if (unused.length > 0) {
    throw cannotImport(
      'recurrent layers and one linear head',
      `other tensors: ${unused.join(', ')}`,
      'Name the head, or save a state_dict without them.',
    )
  }
  if (!weight) {
    if (headName === undefined) return undefined
    throw cannotImport(`a head "${headName}"`, 'a state_dict without it')
  }
  const [outputs] = matrix(weight)
  if (bias && bias.values.length !== outputs) {
    throw cannotImport(`${outputs} numbers in "${bias.name}"`, `${bias.values.length}`)
  }
  return { outputs, weights: weight.values, bias: bias?.values ?? new Float32Array(outputs), activation: 'none' }
}

function matrix({ name, shape }: SafetensorsTensor): [rows: number, columns: number] {
  if (shape.length === 2 && shape[0]! > 0 && shape[1]! > 0) return [shape[0]!, shape[1]!]
  throw cannotImport(`a matrix as "${name}"`, `[${shape.join(', ')}]`)
}
