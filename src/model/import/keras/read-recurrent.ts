import type { CellKind, LayerSpec } from '../../spec.ts'
import { gateOrder } from '../../tensors.ts'
import { cannotImport } from '../cannot-import.ts'
import { gatesFrom } from '../gates.ts'
import type { ImportedLayer } from '../imported-network.ts'
import { transpose } from '../matrices.ts'
import { joinBiases } from '../two-biases.ts'
import { kerasGates } from './keras-gates.ts'
import type { KerasLayer } from './keras-topology.ts'
import { findWeight, requireWeight, type KerasWeight } from './keras-weights.ts'

const cellOf: Readonly<Partial<Record<string, CellKind>>> = { SimpleRNN: 'rnn', LSTM: 'lstm', GRU: 'gru' }

export function isRecurrent({ kind }: KerasLayer): boolean {
  return cellOf[kind] !== undefined
}

export function readRecurrent(layer: KerasLayer, weights: readonly KerasWeight[]): ImportedLayer {
  const { name, config } = layer
  const cell = cellOf[layer.kind]!
  checkConfig(layer, cell)
  const kernel = requireWeight(weights, name, 'kernel')
  const [inputs, columns] = kernel.shape as [number, number]
  const hidden = columns / gateOrder[cell].length
  const recurrent = requireWeight(weights, name, 'recurrent_kernel', [hidden, columns])
  const bias = config.use_bias === false ? undefined : findWeight(weights, name, 'bias')
  const resetAfter = config.reset_after ?? bias?.shape.length === 2
  const spec: LayerSpec =
    cell === 'gru' ? { cell, hidden, reset: resetAfter === true ? 'after' : 'before' } : { cell, hidden }
  // A GRU with reset after has two biases, of the input product and of the recurrent one.
  const rows = cell === 'gru' && spec.cell === 'gru' && spec.reset === 'after' ? 2 : 1
  if (config.use_bias !== false) requireWeight(weights, name, 'bias', rows === 2 ? [2, columns] : [columns])
  const gates = (values: Float32Array) => gatesFrom(kerasGates, cell, values)
  const ofBias = (row: number) =>
    gates(bias && row < rows ? bias.values.subarray(row * columns, (row + 1) * columns) : new Float32Array(columns))
  return {
    spec,
    inputs,
    inputWeights: gates(transpose(kernel.values, inputs, columns)),
    recurrentWeights: gates(transpose(recurrent.values, hidden, columns)),
    ...joinBiases(spec, ofBias(0), ofBias(1)),
  }
}

function checkConfig({ name, kind, config }: KerasLayer, cell: CellKind): void {
  const expectValue = (option: string, expected: unknown, value: unknown) => {
    if (value === expected) return
    throw cannotImport(`${option} ${String(expected)} in ${kind} layer "${name}"`, JSON.stringify(value) ?? 'nothing')
  }
  expectValue('activation', 'tanh', config.activation)
  if (cell !== 'rnn') expectValue('recurrent_activation', 'sigmoid', config.recurrent_activation)
  expectValue('go_backwards', false, config.go_backwards ?? false)
}
