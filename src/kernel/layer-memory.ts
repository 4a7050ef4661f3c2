import { gateOrder } from '../model/tensors.ts'
import type { LayerSpec } from '../model/spec.ts'
import type { Arena } from './arena.ts'
import { packBackward, packedLength, packForward, padded, type GateMatrix } from './panels.ts'

/** How a cell lies in memory; ids as in `assembly/layer.ts`. `slots` counts a row's gates and what backward keeps. */
export function cellLayout(layer: LayerSpec): { id: number; gates: number; slots: number } {
  const gates = gateOrder[layer.cell].length
  if (layer.cell === 'rnn') return { id: 0, gates, slots: gates }
  if (layer.cell === 'lstm') return { id: 1, gates, slots: gates + 1 }
  return { id: layer.reset === 'before' ? 2 : 3, gates, slots: gates + 1 }
}

/** A layer's tensors, views into the flat weights (or gradients). */
export interface LayerTensors {
  readonly inputWeights: Float32Array
  readonly recurrentWeights: Float32Array
  readonly bias: Float32Array
  readonly recurrentBias: Float32Array | undefined
}

/** Fields of `Layer` in `assembly/layer.ts`, in its order. */
export interface LayerFields {
  cell: number
  inputs: number
  hidden: number
  padded: number
  bias: number
  recurrentBias: number
  inputPanels: number
  recurrentPanels: number
  recurrentBackPanels: number
  candidateBackPanels: number
  gatesRow: number
  stateRow: number
  stateOffset: number
  gates: number
}

const fieldOrder: readonly (keyof LayerFields)[] = [
  ...(['cell', 'inputs', 'hidden', 'padded', 'bias', 'recurrentBias', 'inputPanels', 'recurrentPanels'] as const),
  ...(['recurrentBackPanels', 'candidateBackPanels', 'gatesRow', 'stateRow', 'stateOffset', 'gates'] as const),
]

/** A layer's weights and description inside a kernel's memory. */
export class LayerMemory {
  readonly spec: LayerSpec
  readonly inputs: number
  readonly fields: LayerFields
  /** Address of the `Layer`. */
  readonly at: number
  /** [panel of inputs][gates * padded][8], for the gradient of the inputs; 0 without backward. */
  readonly inputBackPanels: number
  readonly #arena: Arena

  /** Takes memory; `load` and `describe` fill it. */
  constructor(arena: Arena, spec: LayerSpec, inputs: number, { backward }: { readonly backward: boolean }) {
    const { id, gates, slots } = cellLayout(spec)
    const { hidden } = spec
    const units = padded(hidden)
    const floats = (length: number) => arena.take(length * 4)
    const input = packedLength({ gates, units: hidden, columns: inputs })
    const recurrent = packedLength({ gates, units: hidden, columns: hidden })
    this.spec = spec
    this.inputs = inputs
    this.#arena = arena
    this.at = arena.take(fieldOrder.length * 4)
    this.inputBackPanels = backward ? floats(input.backward) : 0
    this.fields = {
      cell: id,
      inputs,
      hidden,
      padded: units,
      bias: floats(gates * units),
      recurrentBias: floats(units),
      inputPanels: floats(input.forward),
      recurrentPanels: floats(recurrent.forward),
      recurrentBackPanels: backward ? floats(recurrent.backward) : 0,
      candidateBackPanels: backward ? floats(units * units) : 0,
      gatesRow: slots * units * 4,
      stateRow: 0,
      stateOffset: 0,
      gates: 0,
    }
  }

  /** Writes the description, once no pointer will change any more. */
  describe(): void {
    this.#arena.words(this.at, fieldOrder.length).set(fieldOrder.map((name) => this.fields[name]))
  }

  /** Packs weights. */
  load(tensors: LayerTensors): void {
    const { gates } = cellLayout(this.spec)
    const { hidden: units } = this.spec
    const { fields, inputs } = this
    const floats = (at: number, length: number) => this.#arena.floats(at, length)
    const bias = floats(fields.bias, gates * fields.padded)
    for (let gate = 0; gate < gates; gate++) {
      bias.set(tensors.bias.subarray(gate * units, (gate + 1) * units), gate * fields.padded)
    }
    if (tensors.recurrentBias) floats(fields.recurrentBias, units).set(tensors.recurrentBias)
    const input: GateMatrix = { values: tensors.inputWeights, gates, units, columns: inputs }
    const recurrent: GateMatrix = { values: tensors.recurrentWeights, gates, units, columns: units }
    packForward(floats(fields.inputPanels, packedLength(input).forward), input)
    packForward(floats(fields.recurrentPanels, packedLength(recurrent).forward), recurrent)
    if (!this.inputBackPanels) return
    packBackward(floats(this.inputBackPanels, packedLength(input).backward), input)
    for (const { at, from, to } of this.#backwardParts(gates)) {
      const values = tensors.recurrentWeights.subarray(from * units * units, to * units * units)
      const part = { values, gates: to - from, units, columns: units }
      packBackward(floats(at, packedLength(part).backward), part)
    }
  }

  /** A GRU's candidate is apart: its gradient goes through the reset gate. */
  #backwardParts(gates: number): { at: number; from: number; to: number }[] {
    const { recurrentBackPanels, candidateBackPanels } = this.fields
    if (this.spec.cell !== 'gru') return [{ at: recurrentBackPanels, from: 0, to: gates }]
    return [
      { at: recurrentBackPanels, from: 0, to: 2 },
      { at: candidateBackPanels, from: 2, to: 3 },
    ]
  }
}
