import { gateOrder } from '../model/tensors.ts'
import type { LayerSpec } from '../model/spec.ts'
import type { LayerTensors } from '../model/view-tensors.ts'
import type { Arena } from './arena.ts'
import { gatesOf, packBackward, packedLength, packForward, padded, spread, type GateMatrix } from './panels.ts'

/** How a cell lies in memory; ids as in `assembly/layer.ts`. `slots` counts a row's gates and what backward keeps. */
export function cellLayout(layer: LayerSpec): { id: number; gates: number; slots: number } {
  const gates = gateOrder[layer.cell].length
  if (layer.cell === 'rnn') return { id: 0, gates, slots: gates }
  if (layer.cell === 'lstm') return { id: 1, gates, slots: gates + 1 }
  return { id: layer.reset === 'before' ? 2 : 3, gates, slots: gates + 1 }
}

/** Fields of `Layer` in `assembly/layer.ts`, in its order. */
const fieldOrder = [
  ...(['cell', 'inputs', 'hidden', 'padded', 'bias', 'recurrentBias', 'panels'] as const),
  ...(['candidateInputPanels', 'candidatePanels', 'backPanels', 'candidateBackPanels'] as const),
  ...(['gatesRow', 'stateRow', 'stateOffset', 'gates', 'normGain', 'normBias'] as const),
] as const

export type LayerFields = Record<(typeof fieldOrder)[number], number>

/**
 * A layer's weights and description inside a kernel's memory. `joined`: x and h lie side by side and meet one matrix, as a
 * stepper wants it; otherwise the input's weights are apart, so that all timesteps are one product, and the weights for
 * the way back are there, too.
 */
export class LayerMemory {
  readonly spec: LayerSpec
  readonly inputs: number
  readonly fields: LayerFields
  /** Address of the `Layer`. */
  readonly at: number
  /** [panel of gates * padded][inputs][8] and [panel of inputs][gates * padded][8]; 0 when joined. */
  readonly inputPanels: number
  readonly inputBackPanels: number
  readonly #arena: Arena
  readonly #joined: boolean

  /** Takes memory; `load` and `describe` fill it. */
  constructor(arena: Arena, spec: LayerSpec, inputs: number, { joined }: { readonly joined: boolean }) {
    const { id, gates, slots } = cellLayout(spec)
    const { hidden } = spec
    const units = padded(hidden)
    const rows = gates * units
    const floats = (length: number) => arena.take(length * 4)
    const apart = joined && id === 3
    this.spec = spec
    this.inputs = inputs
    this.#arena = arena
    this.#joined = joined
    this.at = arena.take(fieldOrder.length * 4)
    this.inputPanels = joined ? 0 : floats(rows * inputs)
    this.inputBackPanels = joined ? 0 : floats(padded(inputs) * rows)
    const panels = floats((joined ? inputs + hidden : hidden) * rows)
    this.fields = {
      cell: id,
      inputs: joined ? inputs : 0,
      hidden,
      padded: units,
      bias: floats(rows),
      recurrentBias: floats(units),
      panels,
      candidateInputPanels: apart ? floats(inputs * units) : 0,
      candidatePanels: apart ? floats(hidden * units) : panels + 2 * units * hidden * 4,
      backPanels: joined ? 0 : floats(units * rows),
      candidateBackPanels: joined ? 0 : floats(units * units),
      gatesRow: (joined ? slots * units : spread(slots * units)) * 4,
      stateRow: 0,
      stateOffset: 0,
      gates: 0,
      normGain: spec.layerNorm ? floats(padded(inputs)) : 0,
      normBias: spec.layerNorm ? floats(padded(inputs)) : 0,
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
    for (let gate = 0; gate < gates; gate++) {
      const bias = this.#arena.floats(fields.bias + gate * fields.padded * 4, units)
      bias.set(tensors.bias.subarray(gate * units, (gate + 1) * units))
    }
    if (tensors.recurrentBias) this.#arena.floats(fields.recurrentBias, units).set(tensors.recurrentBias)
    if (tensors.norm) {
      this.#arena.floats(fields.normGain, inputs).set(tensors.norm.gain)
      this.#arena.floats(fields.normBias, inputs).set(tensors.norm.bias)
    }
    const input: GateMatrix = { values: tensors.inputWeights, gates, units, columns: inputs }
    const recurrent: GateMatrix = { values: tensors.recurrentWeights, gates, units, columns: units }
    if (this.#joined) this.#loadJoined(input, recurrent)
    else this.#loadApart(input, recurrent)
  }

  #loadJoined(input: GateMatrix, recurrent: GateMatrix): void {
    const { fields } = this
    this.#pack(fields.panels, input, recurrent)
    if (!fields.candidateInputPanels) return
    this.#pack(fields.candidateInputPanels, gatesOf(input, 2, 3))
    this.#pack(fields.candidatePanels, gatesOf(recurrent, 2, 3))
  }

  #loadApart(input: GateMatrix, recurrent: GateMatrix): void {
    const { fields } = this
    this.#pack(this.inputPanels, input)
    this.#pack(fields.panels, recurrent)
    packBackward(this.#arena.floats(this.inputBackPanels, packedLength(input).backward), input)
    // A GRU's candidate is apart: its gradient goes through the reset gate.
    const gru = this.spec.cell === 'gru'
    const together = gru ? gatesOf(recurrent, 0, 2) : recurrent
    packBackward(this.#arena.floats(fields.backPanels, packedLength(together).backward), together)
    if (!gru) return
    const candidate = gatesOf(recurrent, 2, 3)
    packBackward(this.#arena.floats(fields.candidateBackPanels, packedLength(candidate).backward), candidate)
  }

  /** Packs matrices side by side. */
  #pack(at: number, ...matrices: readonly GateMatrix[]): void {
    const length = matrices.reduce((sum, matrix) => sum + packedLength(matrix).forward, 0)
    packForward(this.#arena.floats(at, length), ...matrices)
  }
}
